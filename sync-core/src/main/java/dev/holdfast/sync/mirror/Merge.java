package dev.holdfast.sync.mirror;

/** Decides, one path at a time, what shall be there. */
interface Merge {
    /** Decides what file shall be at a path. */
    void file(Node node);

    /** Decides whether a directory shall be at a path, even if nothing is in it. */
    void directory(Node node);

    /** What to do where there would have to be both a file and a directory. */
    void clash(Node node);
}
