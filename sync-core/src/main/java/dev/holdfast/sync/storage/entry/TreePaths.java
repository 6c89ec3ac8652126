package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Which paths a tree has, and under which keys they lie. What the layer needs for itself lies in the tree too, in a
 * folder at its top that is no path, in whichever case it is written.
 */
final class TreePaths {
    /** The folder that no tree shows. */
    static final String RESERVED = ".holdfast-tree";

    private static final int MAX_KEY = 1024;
    private static final Pattern IGNORED = Pattern.compile("\\p{Cf}+");

    private final String root;
    private final String own;

    TreePaths(int storageId) {
        if (storageId < 0) {
            throw new IllegalArgumentException("storageId must not be negative: " + storageId);
        }
        this.root = storageId == 0 ? "" : RESERVED + "/trees/" + storageId + "/";
        this.own = root + RESERVED + "/";
    }

    /** The key of a file's path. */
    String key(String path) throws StorageException {
        StorageKeys.require(path);
        if (isReserved(path)) {
            throw new StorageException.InvalidKey("The name " + RESERVED + " is reserved: choose another one.");
        }
        String key = root + path;
        if (!fits(key)) {
            StorageKeys.require(key);
        }
        return key;
    }

    /** Whether it is a path. */
    boolean isPath(String path) {
        return StorageKeys.isValid(path) && !isReserved(path) && fits(root + path);
    }

    /** The prefix of a folder's path; the root's path is empty. */
    String prefix(String folder) throws StorageException {
        return folder.isEmpty() ? root : key(folder) + "/";
    }

    /** The path of a key or prefix in this tree. */
    String path(String key) {
        String path = key.substring(root.length());
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Whether a key or prefix that was listed belongs to nobody's path. */
    boolean isHidden(String key) {
        return isReserved(key.substring(root.length()));
    }

    /** The key of something of the layer's own. */
    String own(String name) {
        return own + name;
    }

    /** Comes after all that is the layer's own, in the order of listings. */
    String behindOwn() {
        return own.substring(0, own.length() - 1) + (char) ('/' + 1);
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Whether the storage would take it, by its length. */
    static boolean fits(String key) {
        return fits(key, 0);
    }

    /** Whether it would be short enough when it grew by so many bytes. */
    static boolean fits(String key, int growth) {
        return bytes(key) + growth <= MAX_KEY;
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isReserved(String path) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? path : path.substring(0, slash);
        return first.equalsIgnoreCase(RESERVED)
                || (!isPlain(first) && plain(first).equalsIgnoreCase(RESERVED));
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /** As the file systems read it that know a name in any of its forms, and pass over what can't be seen. */
    private static String plain(String name) {
        return IGNORED.matcher(Normalizer.normalize(name, Normalizer.Form.NFKC)).replaceAll("");
    }
}
