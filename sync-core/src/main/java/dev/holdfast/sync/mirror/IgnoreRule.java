package dev.holdfast.sync.mirror;

/** Which paths a mirror leaves alone, with all below them: they are neither copied nor deleted, on neither side. */
@FunctionalInterface
public interface IgnoreRule {
    /** Ignores nothing. */
    IgnoreRule NONE = (path, directory) -> false;

    /** Whether a path is ignored. Must be pure: the same answer each time. */
    boolean ignores(String path, boolean directory);
}
