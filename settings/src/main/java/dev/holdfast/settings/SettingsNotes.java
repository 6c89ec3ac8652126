package dev.holdfast.settings;

import java.util.List;

/** Says what is valid but worth knowing. */
final class SettingsNotes {
    private SettingsNotes() {}

    static List<String> of(Settings settings) {
        return List.of();
    }
}
