package dev.holdfast.sync.mirror;

/**
 * A file whose hash decides something. Who can't read it lists its path as unreadable.
 *
 * @param side where it is
 * @param path its path there
 */
public record Wanted(Side side, String path) {}
