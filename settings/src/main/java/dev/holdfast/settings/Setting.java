package dev.holdfast.settings;

import org.jspecify.annotations.Nullable;

/**
 * What one layer says about one key.
 *
 * @param key the key
 * @param where the place that says it
 * @param value the value; null takes back what lower layers say
 */
record Setting<T>(Key<T> key, Origin where, @Nullable T value) {
    void applyTo(Settings.Builder settings) {
        if (value == null) {
            settings.clear(key);
        } else {
            settings.set(key, value, where);
        }
    }
}
