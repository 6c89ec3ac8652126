package dev.holdfast.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about settings. Immutable.
 *
 * @param home the value of {@code --home}
 * @param config the value of {@code --config}
 * @param set the values of {@code --set}, each {@code key=value}
 * @param logLevel the value of {@code --log-level}
 */
public record SettingsFlags(
        @Nullable String home,
        @Nullable String config,
        List<String> set,
        @Nullable String logLevel) {
    /** No flag at all. */
    public static final SettingsFlags NONE = new SettingsFlags(null, null, List.of(), null);

    public SettingsFlags {
        set = List.copyOf(set);
    }

    /** Shows no values: somebody may have written a secret among them, which the loader then refuses. */
    @Override
    public String toString() {
        return "SettingsFlags[" + set.size() + " x --set]";
    }
}
