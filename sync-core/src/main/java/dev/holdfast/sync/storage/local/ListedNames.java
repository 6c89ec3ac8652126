package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sorted names of directories that are being listed, remembered from page to page, so that a page does not cost
 * reading the whole directory again. What is remembered counts only while the directory's identity and modification time
 * stay, and only if it was read when that time was already in the past: within the clock's grain a change might not show
 * in it. Memory is bounded: a directory of very many names is taken in windows, and all of it goes when memory is short.
 * Thread-safe.
 */
final class ListedNames {
    static final int WINDOW = 100_000;

    private static final int DIRECTORIES = 64;
    /** Clocks of file systems that know fractions of a second tick at least this often, with much to spare. */
    private static final Duration FINE_GRAIN = Duration.ofMillis(50);

    private static final Duration COARSE_GRAIN = Duration.ofSeconds(2);

    private final int windowSize;
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /** With the most names of a directory to hold. */
    ListedNames(int windowSize) {
        this.windowSize = windowSize;
    }

    /**
     * The next names of a directory.
     *
     * @param prefix what keys in it begin with
     * @param from where to begin: a part of a key, relative to the prefix
     * @return names that valid keys can have
     */
    Window read(Folder folder, String prefix, String from) throws IOException {
        BasicFileAttributes attributes = folder.attributes();
        if (attributes.fileKey() == null || !LocalStorage.numbersFiles(folder.path())) {
            return readAll(folder, prefix, from); // This platform may not keep a directory's time.
        }
        long now = System.nanoTime();
        Known before = before(folder, attributes);
        if (before != null) {
            Window window = before.window().get();
            if (window != null && window.covers(from)) {
                return window;
            }
        }
        long firstSeen = before == null ? now : before.firstSeen();
        Window window = readAll(folder, prefix, from);
        boolean lasts = now - firstSeen > grain(attributes.lastModifiedTime()).toNanos();
        remember(folder.path(), new Known(attributes, firstSeen, new SoftReference<>(lasts ? window : null)));
        return window;
    }

    private synchronized @Nullable Known before(Folder folder, BasicFileAttributes attributes) {
        Known before = known.get(folder.path());
        return before != null && before.isOf(attributes) ? before : null;
    }

    private synchronized void remember(Path path, Known found) {
        known.put(path, found);
        if (known.size() > DIRECTORIES) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private static Duration grain(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS) % TimeUnit.SECONDS.toNanos(1) == 0 ? COARSE_GRAIN : FINE_GRAIN;
    }

    private Window readAll(Folder folder, String prefix, String from) throws IOException {
        Collector collector = new Collector(prefix, from, windowSize);
        folder.names(collector::add);
        return collector.toWindow();
    }

    /**
     * Names in order.
     *
     * @param from where it begins
     * @param before names that {@code from} begins with: as folders they may come after it
     * @param names names that come after it
     * @param complete whether there are no more
     */
    record Window(String from, Set<String> before, List<String> names, boolean complete) {
        boolean covers(String position) {
            return StorageKeys.ORDER.compare(from, position) <= 0
                    && (complete || StorageKeys.ORDER.compare(last(), position) > 0);
        }

        boolean has(String name) {
            return before.contains(name) || Collections.binarySearch(names, name, StorageKeys.ORDER) >= 0;
        }

        /** The index of the first name after a place. */
        int firstAfter(String place) {
            int index = Collections.binarySearch(names, place, StorageKeys.ORDER);
            return index < 0 ? -index - 1 : index + 1;
        }

        String last() {
            return names.get(names.size() - 1);
        }
    }

    private record Known(BasicFileAttributes directory, long firstSeen, SoftReference<@Nullable Window> window) {
        boolean isOf(BasicFileAttributes now) {
            return Objects.equals(directory.fileKey(), now.fileKey())
                    && directory.lastModifiedTime().equals(now.lastModifiedTime());
        }
    }

    /** Keeps the first names in order that are asked for, and never holds more than two windows of them. */
    private static final class Collector {
        private final String prefix;
        private final String from;
        private final int windowSize;
        private final Set<String> before = new HashSet<>();
        private final List<String> names = new ArrayList<>();
        private boolean complete = true;

        Collector(String prefix, String from, int windowSize) {
            this.prefix = prefix;
            this.from = from;
            this.windowSize = windowSize;
        }

        void add(String name) {
            boolean after = StorageKeys.ORDER.compare(name, from) > 0;
            if ((!after && !from.startsWith(name)) || !StorageKeys.isValid(prefix + name)) {
                return;
            }
            if (!after) {
                before.add(name);
            } else {
                names.add(name);
                if (names.size() == 2 * windowSize) {
                    cut();
                }
            }
        }

        private void cut() {
            names.sort(StorageKeys.ORDER);
            if (names.size() > windowSize) {
                names.subList(windowSize, names.size()).clear();
                complete = false;
            }
        }

        Window toWindow() {
            cut();
            return new Window(from, before, List.copyOf(names), complete);
        }
    }
}
