package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StoredObject;
import java.util.Objects;
import java.util.Optional;

/**
 * What ids say. {@code /path} is a file known by its path and {@code /path/} a folder, so that the root is a lone slash;
 * {@code #identity} is a file known by the storage's identity. Where that one was seen last is remembered for some, as a
 * hint: files move.
 */
final class EntryIds {
    private static final int HINTS = 10_000;

    /**
     * Where a file was seen.
     *
     * @param path there
     * @param version a digest of its version then
     */
    private record Hint(String path, int version) {}

    private final boolean stable;
    private final Lru<String, Hint> hints = new Lru<>(HINTS);

    EntryIds(StorageClient storage) {
        this.stable = storage.capabilities().contains(Capability.STABLE_IDENTITY);
    }

    static String ofFolder(String path) {
        return path.isEmpty() ? "/" : "/" + path + "/";
    }

    /** The id of a file that was just seen at this path. */
    synchronized String of(StoredObject object, String path) {
        Optional<String> identity = stable ? object.identity() : Optional.empty();
        if (identity.isEmpty()) {
            return "/" + path;
        }
        String id = ofIdentity(identity.get());
        hints.put(id, new Hint(path, object.version().hashCode()));
        return id;
    }

    static String ofIdentity(String identity) {
        return "#" + identity;
    }

    static boolean isPath(String id) {
        return id.startsWith("/");
    }

    /** Whether it can be the id of a file that is known by its identity. */
    boolean isIdentity(String id) {
        return stable && id.startsWith("#");
    }

    static boolean isFolder(String id) {
        return isPath(id) && id.endsWith("/");
    }

    /** The path of an id that is one. */
    static String path(String id) {
        return id.length() == 1 ? "" : id.substring(1, id.length() - (isFolder(id) ? 1 : 0));
    }

    synchronized Optional<String> hintFor(String id) {
        return Optional.ofNullable(hints.get(id)).map(Hint::path);
    }

    /**
     * Whether a file with this id, met somewhere, is the one that was seen before. File systems give the number of a
     * deleted file to a new one: then nothing but the number is the same.
     */
    synchronized boolean mayBe(String id, StoredObject met, String path) {
        Hint hint = hints.get(id);
        return hint == null || hint.path().equals(path) || hint.version() == Objects.hashCode(met.version());
    }

    synchronized void forget() {
        hints.clear();
    }
}
