package dev.holdfast.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects everything that is wrong, so that a user can mend it all at once. Not thread-safe. */
final class Problems {
    private final List<SettingsProblem> found = new ArrayList<>();
    private final Set<Key<?>> flawed = new HashSet<>();

    void add(Key<?> key, Origin where, String sentence) {
        flawed.add(key);
        add(key.name(), where, sentence);
    }

    void add(String key, Origin where, String sentence) {
        found.add(new SettingsProblem(key, where, sentence));
    }

    /** Whether any of the keys has a problem; a rule between keys is not judged by a value that is itself wrong. */
    boolean touch(Key<?>... keys) {
        return List.of(keys).stream().anyMatch(flawed::contains);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new SettingsException(found);
        }
    }
}
