package dev.holdfast.sync.tree;

/** A hold where nobody needs to be kept out. */
public enum FreeHold implements Tree.Hold {
    /** The only one. */
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
