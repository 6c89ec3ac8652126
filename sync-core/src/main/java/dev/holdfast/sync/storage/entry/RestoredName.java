package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;

/**
 * Another path for a file whose own is taken.
 *
 * @param path its own path
 * @param segmentEnd where the segment ends that gets another name
 * @param number 1 for the first try, then counting up
 */
record RestoredName(String path, int segmentEnd, int number) {
    private static final int LONGEST_EXTENSION = 16;

    /** The path with another name in it, shortened where it would be too long; at the tree's top where nothing else helps. */
    String in(TreePaths paths) throws StorageException {
        int begin = path.lastIndexOf('/', segmentEnd - 1) + 1;
        String name = path.substring(begin, segmentEnd);
        String changed = changed(path.substring(0, begin), name, path.substring(segmentEnd), paths);
        return changed.isEmpty() ? changed("", name, "", paths) : changed;
    }

    private String changed(String before, String name, String after, TreePaths paths) throws StorageException {
        int dot = name.lastIndexOf('.');
        int stemEnd = dot > 0 && name.length() - dot <= LONGEST_EXTENSION ? dot : name.length();
        String mark = number == 1 ? " (restored)" : " (restored " + number + ")";
        String stem = name.substring(0, stemEnd);
        while (!stem.isEmpty()) {
            String changed = before + stem + mark + name.substring(stemEnd) + after;
            if (StorageKeys.isValid(changed) && StorageKeys.isValid(paths.prefix("") + changed)) {
                return changed;
            }
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return "";
    }
}
