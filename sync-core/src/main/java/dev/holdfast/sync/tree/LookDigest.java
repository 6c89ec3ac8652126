package dev.holdfast.sync.tree;

import dev.holdfast.sync.hash.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes one text of much that was seen: two are equal only when all of it is. Used by one thread. */
public final class LookDigest {
    private static final int FULL = 1 << 15;

    private final MessageDigest digest = Hashes.sha256();
    private ByteBuffer buffer = ByteBuffer.allocate(2 * FULL);

    /** Of a listing, in the order in which it came: another order is another look, though it shows the same. */
    static String of(TreeListing listing) {
        LookDigest digest = new LookDigest();
        digest.add((listing.rootThere() ? 4 : 0) + (listing.complete() ? 2 : 0) + (listing.hashable() ? 1 : 0));
        digest.addAll(new TreeSet<>(listing.unreadable()));
        listing.entries().forEach(digest::add);
        return digest.text();
    }

    /** Of what a walk through a folder found, in that order. */
    static String of(List<FolderWalk.Found> found, Set<String> unreadable) {
        LookDigest digest = new LookDigest();
        digest.addAll(new TreeSet<>(unreadable));
        found.forEach(digest::add);
        return digest.text();
    }

    /** Of several texts. */
    public static String of(Collection<String> texts) {
        LookDigest digest = new LookDigest();
        digest.addAll(texts);
        return digest.text();
    }

    private void addAll(Collection<String> texts) {
        add(texts.size());
        texts.forEach(this::add);
    }

    private void add(TreeEntry entry) {
        Instant modified = entry.modified();
        add(entry.kind().name());
        add(entry.size());
        add(modified.getEpochSecond());
        add(modified.getNano());
        add(entry.path());
        add(entry.hash());
        add(entry.identity());
        add(entry.version());
    }

    private void add(FolderWalk.Found found) {
        Facts facts = found.facts();
        add(found.path());
        add(number(facts.kind()));
        add(facts.size());
        add(facts.modifiedNanos());
        add(facts.changed());
        add(facts.number());
        add(facts.device());
        add(facts.key());
    }

    private static int number(EntryKind kind) {
        return switch (kind) {
            case FILE -> 1;
            case DIRECTORY -> 2;
            case OTHER -> 3;
        };
    }

    private void add(long number) {
        room(Long.BYTES);
        buffer.putLong(number);
    }

    /** With its length before it, so that no two rows of texts come to the same bytes. */
    private void add(@Nullable String text) {
        if (text == null) {
            add(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        room(bytes.length);
        buffer.put(bytes);
    }

    private void room(int bytes) {
        if (buffer.position() + bytes > FULL) {
            flush();
        }
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocate(bytes);
        }
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    private String text() {
        flush();
        return Hashes.hex(digest);
    }
}
