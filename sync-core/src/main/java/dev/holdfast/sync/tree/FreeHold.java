package dev.holdfast.sync.tree;

/** A hold where nobody needs to be kept out. */
enum FreeHold implements Tree.Hold {
    INSTANCE;

    @Override
    public void renew() {
        // Nobody can take it.
    }

    @Override
    public void close() {
        // Nobody waits for it.
    }
}
