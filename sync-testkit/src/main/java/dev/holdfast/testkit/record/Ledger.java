package dev.holdfast.testkit.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes of maps that stand together or not at all. */
final class Ledger {
    private final Deque<Runnable> backwards = new ArrayDeque<>();

    /** Does it, and undoes what it changed if it fails. */
    <T> T together(Supplier<T> work) {
        backwards.clear();
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                backwards.forEach(Runnable::run);
            }
        }
    }

    <K, V> void put(Map<K, V> map, K key, V value) {
        V old = map.put(key, value);
        back(map, key, old);
    }

    <K, V> void remove(Map<K, V> map, K key) {
        V old = map.remove(key);
        back(map, key, old);
    }

    private <K, V> void back(Map<K, V> map, K key, @Nullable V old) {
        backwards.addFirst(() -> {
            if (old == null) {
                map.remove(key);
            } else {
                map.put(key, old);
            }
        });
    }

    /** For what is no map. */
    void orElse(Runnable undo) {
        backwards.addFirst(undo);
    }
}
