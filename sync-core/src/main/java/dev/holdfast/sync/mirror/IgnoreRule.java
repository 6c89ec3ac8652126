package dev.holdfast.sync.mirror;

import org.jspecify.annotations.Nullable;

/** Which paths a mirror leaves alone, with all below them: they are neither copied nor deleted, on neither side. */
@FunctionalInterface
public interface IgnoreRule {
    /** Ignores nothing. */
    IgnoreRule NONE = of("", (path, directory) -> false);

    /** Whether a path is ignored. Must be pure: the same answer each time. */
    boolean ignores(String path, boolean directory);

    /**
     * What tells it from other rules: two that say the same ignore the same. Null when it can't tell, so that every look
     * counts as one under new rules.
     */
    default @Nullable String text() {
        return null;
    }

    /** A rule that says what it is. */
    static IgnoreRule of(@Nullable String text, IgnoreRule rule) {
        return new IgnoreRule() {
            @Override
            public boolean ignores(String path, boolean directory) {
                return rule.ignores(path, directory);
            }

            @Override
            public @Nullable String text() {
                return text;
            }

            @Override
            public String toString() {
                return "IgnoreRule[" + text + "]";
            }
        };
    }
}
