package dev.holdfast.settings;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one layer says: values that passed their rules. Whatever did not is with the problems. Not thread-safe. */
final class Layer {
    private final Map<Key<?>, Setting<?>> settings = new HashMap<>();
    private final Problems problems;

    Layer(Problems problems) {
        this.problems = problems;
    }

    /** Reads a key's value and keeps it; null when it was rejected. */
    <T> @Nullable Setting<T> read(Key<T> key, Raw raw, Place place) {
        if (takesBack(key, raw)) {
            return keep(new Setting<>(key, raw.where(), null));
        }
        T value = key.parse(raw, place, problems);
        return value == null ? null : keep(new Setting<>(key, raw.where(), value));
    }

    /** As {@link #read}, for a value outside a file, where a list or map is written as YAML text. */
    <T> @Nullable Setting<T> readText(Key<T> key, String text, Origin where, Place place) {
        if (key.shape() != Key.Shape.STRUCTURE) {
            return read(key, new Raw.Text(text, where), place);
        }
        Reading reading = new Reading(key, place, problems);
        YamlReader yaml = new YamlReader(
                line -> where,
                (broken, reason) -> reading.reject(broken, "it is not valid YAML: " + reason),
                (field, reason) -> reading.reject(where, Shown.value(field.name()) + " " + reason));
        Raw raw = yaml.read(text);
        return raw == null ? null : read(key, raw, place);
    }

    private <T> Setting<T> keep(Setting<T> setting) {
        settings.put(setting.key(), setting);
        return setting;
    }

    private static boolean takesBack(Key<?> key, Raw raw) {
        boolean optional = key.shape() == Key.Shape.OPTIONAL || key.shape() == Key.Shape.SECRET;
        return optional && raw instanceof Raw.Text text && text.text().isBlank();
    }

    void applyTo(Settings.Builder builder) {
        settings.values().forEach(setting -> setting.applyTo(builder));
    }
}
