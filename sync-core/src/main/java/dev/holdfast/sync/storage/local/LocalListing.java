package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects one page of a folder's listing. Names that no key can have, symbolic links and special files are not objects
 * and so don't show.
 */
final class LocalListing {
    private final Depth depth;
    private final String after;
    private final int limit;
    private final List<StoredObject> objects = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private String last = "";
    private boolean more;

    LocalListing(Depth depth, String after, int limit) {
        this.depth = depth;
        this.after = after;
        this.limit = limit;
    }

    ListPage collect(Path directory, String prefix) throws IOException {
        visit(directory, prefix);
        return new ListPage(objects, folders, more ? Optional.of(last) : Optional.empty());
    }

    private void visit(Path directory, String prefix) throws IOException {
        for (String name : names(directory)) {
            if (more) {
                return;
            }
            String key = prefix + name;
            if (name.endsWith("/")) {
                folder(directory.resolve(name.substring(0, name.length() - 1)), key);
            } else if (StorageKeys.ORDER.compare(key, after) > 0) {
                file(directory.resolve(name), key);
            }
        }
    }

    private void folder(Path directory, String prefix) throws IOException {
        boolean behind = StorageKeys.ORDER.compare(prefix, after) <= 0;
        if (depth == Depth.ALL && (!behind || after.startsWith(prefix))) {
            visit(directory, prefix);
        } else if (depth == Depth.ONE_LEVEL && !behind && hasRoom()) {
            folders.add(prefix);
            last = prefix;
        }
    }

    private void file(Path file, String key) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // deleted since the directory was read
        }
        if (attributes.isRegularFile() && hasRoom()) {
            objects.add(LocalStorage.describe(key, attributes));
            last = key;
        }
    }

    private boolean hasRoom() {
        more = objects.size() + folders.size() >= limit;
        return !more;
    }

    /** Names in key order; those of directories end in a slash, which is what makes the order right. */
    private static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Path fileName = entry.getFileName();
                if (fileName != null && StorageKeys.isValid(fileName.toString())) {
                    names.add(
                            Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? fileName + "/" : fileName.toString());
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // nothing below this prefix, or deleted meanwhile
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(StorageKeys.ORDER);
        return names;
    }
}
