package dev.holdfast.sync.mirror;

/** One of the two trees of a pair. */
public enum Side {
    /** The first one: the source, or the local one. */
    LEFT,
    /** The second one: the destination, or the cloud. */
    RIGHT;

    /** The other one. */
    public Side other() {
        return this == LEFT ? RIGHT : LEFT;
    }

    /** What a sentence calls it. */
    public String word() {
        return this == LEFT ? "source" : "destination";
    }
}
