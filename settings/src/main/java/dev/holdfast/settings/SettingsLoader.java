package dev.holdfast.settings;

/** Reads settings from their layers. */
public final class SettingsLoader {
    private SettingsLoader() {}
}
