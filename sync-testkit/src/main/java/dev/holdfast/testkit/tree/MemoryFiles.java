package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories in memory, as the disk of a machine or as a service that several machines use through a
 * {@link MemoryTree} each. Its public methods are what people and other programs do, and what a test looks at: they go past
 * all faults. Thread-safe.
 */
public final class MemoryFiles {
    /** The directory at the root that holds what was trashed. */
    static final String TRASH = ".holdfast-trash";

    private static final Duration LEASE = Duration.ofMinutes(1);

    /** What is at a path. Immutable, so that who reads it is not disturbed. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
    record Node(String path, EntryKind kind, byte[] content, Instant modified, long id, long version) {
        Node at(String other) {
            return new Node(other, kind, content, modified, id, version);
        }
    }

    /**
     * What was trashed.
     *
     * @param where what the tree said of where it is
     * @param path where it was
     * @param content its bytes
     * @param when by the clock of these files
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
    public record Trashed(String where, String path, byte[] content, Instant when) {
        /** Its bytes as text. */
        public String text() {
            return new String(content, UTF_8);
        }
    }

    private record Holder(Object token, Instant since, Instant renewed) {}

    private final InstantSource clock;
    private final boolean caseSensitive;
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final List<Trashed> trash = new ArrayList<>();
    private final Set<String> unreadable = new HashSet<>();
    private @Nullable Holder holder;
    private boolean rootThere = true;
    private long serial;
    private int unfinished;

    /** Tells names apart by case, and takes times from the machine. */
    public MemoryFiles() {
        this(true, InstantSource.system());
    }

    /** With a clock of its own, and with names that differ in case or Unicode form alone being two or one. */
    public MemoryFiles(boolean caseSensitive, InstantSource clock) {
        this.caseSensitive = caseSensitive;
        this.clock = clock;
    }

    /** Somebody stores a file, in place of any that is there. */
    public synchronized void put(String path, String text) {
        put(path, text.getBytes(UTF_8), clock.instant());
    }

    /** Somebody stores a file with this time of change. */
    public synchronized void put(String path, byte[] content, Instant modified) {
        Node there = node(path);
        if (there != null && there.kind() == EntryKind.DIRECTORY) {
            throw new IllegalStateException("a directory is at " + path);
        }
        store(path, content, modified, there == null ? ++serial : there.id());
    }

    /** Somebody makes a directory, and those above it. */
    public synchronized void makeDirectory(String path) {
        if (node(path) == null) {
            makeParents(path);
            String spelled = spelled(path);
            nodes.put(
                    fold(spelled),
                    new Node(spelled, EntryKind.DIRECTORY, new byte[0], Instant.EPOCH, ++serial, ++serial));
        }
    }

    /** Somebody puts something there that is neither a file nor a directory. */
    public synchronized void putOther(String path) {
        makeParents(path);
        nodes.put(fold(path), new Node(path, EntryKind.OTHER, new byte[0], clock.instant(), ++serial, ++serial));
    }

    /** Somebody renames a file or a directory with all in it, over nothing. */
    public synchronized void rename(String from, String to) {
        Node node = node(from);
        if (node == null) {
            throw new IllegalStateException("nothing is at " + from);
        }
        makeParents(to);
        TreeMap<String, Node> moving = new TreeMap<>(nodes.subMap(fold(from) + "/", fold(from) + "0"));
        moving.keySet().forEach(nodes::remove);
        nodes.remove(fold(from));
        String spelled = spelled(to);
        nodes.put(fold(spelled), node.at(spelled));
        moving.values().forEach(below -> {
            String path = spelled + below.path().substring(node.path().length());
            nodes.put(fold(path), below.at(path));
        });
    }

    /** Somebody deletes what is there, with all in it, for good. */
    public synchronized void delete(String path) {
        nodes.remove(fold(path));
        nodes.subMap(fold(path) + "/", fold(path) + "0").clear();
    }

    /** The text of each file, in the order of paths. */
    public synchronized Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        for (Node node : nodes.values()) {
            if (node.kind() == EntryKind.FILE) {
                texts.put(node.path(), new String(node.content(), UTF_8));
            }
        }
        return texts;
    }

    /** Every path there is, in order, directories with a slash behind. */
    public synchronized List<String> paths() {
        return nodes.values().stream()
                .map(node -> node.kind() == EntryKind.DIRECTORY ? node.path() + "/" : node.path())
                .toList();
    }

    /** All that is in the trash, the oldest first. */
    public synchronized List<Trashed> trashed() {
        return List.copyOf(trash);
    }

    /** Nobody may read this from now on: a directory with all in it, or a file; empty for the root. */
    public synchronized void forbid(String path) {
        unreadable.add(path);
    }

    /** All may be read again. */
    public synchronized void allowAll() {
        unreadable.clear();
    }

    /** The root goes, as when its disk is unmounted, or is there again with all in it. */
    public synchronized void setRootThere(boolean there) {
        rootThere = there;
    }

    /** Unfinished writes that dead processes left. */
    public synchronized int unfinished() {
        return unfinished;
    }

    /** Whether somebody keeps others out. */
    public synchronized boolean isHeld() {
        return holder != null;
    }

    boolean caseSensitive() {
        return caseSensitive;
    }

    Instant now() {
        return clock.instant();
    }

    synchronized boolean isRootThere() {
        return rootThere;
    }

    synchronized Set<String> unreadable() {
        return Set.copyOf(unreadable);
    }

    synchronized boolean isReadable(String path) {
        return unreadable.stream()
                .noneMatch(hidden -> hidden.isEmpty() || hidden.equals(path) || path.startsWith(hidden + "/"));
    }

    synchronized List<Node> all() {
        return List.copyOf(nodes.values());
    }

    synchronized @Nullable Node node(String path) {
        return nodes.get(fold(path));
    }

    /** Whether something that is no directory stands above a path. */
    synchronized boolean isBelowAFile(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Node above = node(path.substring(0, slash));
            if (above != null && above.kind() != EntryKind.DIRECTORY) {
                return true;
            }
        }
        return false;
    }

    synchronized boolean isEmpty(String path) {
        return nodes.subMap(fold(path) + "/", fold(path) + "0").isEmpty();
    }

    synchronized Node store(String path, byte[] content, Instant modified, long id) {
        makeParents(path);
        Node there = node(path);
        String spelled = there == null ? spelled(path) : there.path();
        Node stored = new Node(spelled, EntryKind.FILE, content, modified, id, ++serial);
        nodes.put(fold(spelled), stored);
        return stored;
    }

    synchronized long newId() {
        return ++serial;
    }

    synchronized String intoTrash(Node node) {
        String where = TRASH + "/" + ++serial + "/" + node.path();
        trash.add(new Trashed(where, node.path(), node.content(), clock.instant()));
        return where;
    }

    synchronized void beginWrite() {
        unfinished++;
    }

    synchronized void endWrite() {
        unfinished--;
    }

    synchronized int sweep(Duration retention) {
        Instant limit = clock.instant().minus(retention);
        int before = trash.size() + unfinished;
        trash.removeIf(old -> !old.when().isAfter(limit));
        unfinished = 0;
        return before - trash.size();
    }

    /** Takes the place of whoever holds; says since when somebody else does, or null. */
    synchronized @Nullable Instant take(Object token) {
        Holder now = holder;
        if (now != null && now.renewed().plus(LEASE).isAfter(clock.instant())) {
            return now.since();
        }
        holder = new Holder(token, clock.instant(), clock.instant());
        return null;
    }

    synchronized boolean renew(Object token) {
        Holder now = holder;
        boolean held = now != null && now.token().equals(token);
        if (held && now != null) {
            holder = new Holder(token, now.since(), clock.instant());
        }
        return held;
    }

    synchronized void release(Object token) {
        if (holder != null && holder.token().equals(token)) {
            holder = null;
        }
    }

    private void makeParents(String path) {
        if (path.indexOf('/') >= 0) {
            makeDirectory(path.substring(0, path.lastIndexOf('/')));
        }
    }

    /** The path with the directories above it spelled as they are. */
    private String spelled(String path) {
        int slash = path.lastIndexOf('/');
        Node parent = slash < 0 ? null : node(path.substring(0, slash));
        return parent == null ? path : parent.path() + path.substring(slash);
    }

    private String fold(String path) {
        if (caseSensitive) {
            return path;
        }
        String composed = Normalizer.normalize(path, Normalizer.Form.NFC);
        return Normalizer.normalize(composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    static TreeEntry entry(Node node) {
        return node.kind() == EntryKind.DIRECTORY
                ? TreeEntry.directory(node.path())
                : new TreeEntry(
                        node.path(),
                        node.kind(),
                        node.content().length,
                        node.modified(),
                        null,
                        "file " + node.id(),
                        "version " + node.version());
    }
}
