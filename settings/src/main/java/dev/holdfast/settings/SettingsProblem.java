package dev.holdfast.settings;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the setting's name as the user wrote it; empty when it is about a file as a whole
 * @param where the file and line, the variable or the flag
 * @param sentence what is wrong and what would be right, on one line; never holds a secret
 */
public record SettingsProblem(String key, Origin where, String sentence) {
    /** The place and the sentence, as shown to the user. */
    @Override
    public String toString() {
        return where.kind() == Origin.Kind.DEFAULT ? sentence : where + ": " + sentence;
    }
}
