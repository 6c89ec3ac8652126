package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders of a directory in the order of their keys, in which a folder's name counts with a slash behind
 * it: {@code a-b} comes before {@code a/}. What an entry is, is found out only when its turn comes; a folder whose turn
 * is later waits until then.
 */
final class EntriesInOrder {
    private final ListedNames listed;
    private final Folder folder;
    private final String prefix;
    private final String from;
    /** Folders whose turn is still to come; each one's name begins with that of the one below it. */
    private final Deque<String> waiting = new ArrayDeque<>();

    private ListedNames.Window window;
    private int position;
    private String previous = "";
    private @Nullable BasicFileAttributes attributes;

    /**
     * Begins at a place.
     *
     * @param from a part of a key, relative to the prefix: what comes before it, save a folder on its way, is passed over
     */
    EntriesInOrder(ListedNames listed, Folder folder, String prefix, String from) throws IOException {
        this.listed = listed;
        this.folder = folder;
        this.prefix = prefix;
        this.from = from;
        this.window = listed.read(folder, prefix, from);
        lookBack();
        this.position = window.firstAfter(from);
    }

    /** The next name; that of a folder ends in a slash; null at the end. */
    @Nullable
    String next() throws IOException {
        while (true) {
            String name = peek();
            String folderName = waiting.peek();
            if (folderName != null && (name == null || StorageKeys.ORDER.compare(folderName, name) < 0)) {
                return waiting.pop();
            }
            if (name == null) {
                return null;
            }
            position++;
            // A file system may show a name twice while its directory changes.
            boolean again = name.equals(previous);
            previous = name;
            if (!again && isFile(name)) {
                return name;
            }
        }
    }

    /** Those of the file that came last. */
    BasicFileAttributes attributes() {
        return Objects.requireNonNull(attributes);
    }

    private @Nullable String peek() throws IOException {
        if (position == window.names().size()) {
            if (window.complete()) {
                return null;
            }
            String last = window.last();
            window = listed.read(folder, prefix, last);
            position = window.firstAfter(last);
        }
        return position == window.names().size() ? null : window.names().get(position);
    }

    /** Whether it is a file; a folder is put among those that wait, anything else is passed over. */
    private boolean isFile(String name) throws IOException {
        BasicFileAttributes found;
        try {
            found = folder.attributes(name);
        } catch (NoSuchFileException e) {
            return false; // removed since the directory was read
        }
        Entry.Kind kind = Entry.kind(found);
        if (kind == Entry.Kind.FOLDER) {
            waiting.push(name + "/");
        }
        attributes = found;
        return kind == Entry.Kind.FILE;
    }

    /** Finds folders whose names come before the place but whose turn does not, or who hold the place. */
    private void lookBack() throws IOException {
        int slash = from.indexOf('/');
        String name = slash < 0 ? from : from.substring(0, slash);
        for (int length = 1; length <= name.length(); length++) {
            String candidate = name.substring(0, length);
            boolean due = length == name.length() || name.charAt(length) < '/';
            if (due && window.has(candidate)) {
                isFile(candidate);
            }
        }
    }
}
