package dev.holdfast.sync.method;

/** Tries methods in priority order. */
public final class HybridSync {
    private HybridSync() {}
}
