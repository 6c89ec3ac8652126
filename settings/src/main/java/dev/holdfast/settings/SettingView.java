package dev.holdfast.settings;

/**
 * One setting as {@code config show} prints it.
 *
 * @param name the key
 * @param value the value in force, on one line; {@code not set} when there is none; of a secret the reference alone
 * @param origin where it came from: {@code default}, the file and line, the variable or the flag
 * @param description what it does, in one sentence
 * @param rule what a value must be, in words that finish the sentence "must be …"
 */
public record SettingView(String name, String value, String origin, String description, String rule) {
    static SettingView of(Settings settings, Key<?> key) {
        return new SettingView(
                key.name(),
                Shown.setting(settings.get(key)),
                settings.origin(key).toString(),
                key.description(),
                key.rule());
    }
}
