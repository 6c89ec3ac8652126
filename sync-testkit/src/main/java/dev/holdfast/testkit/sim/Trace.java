package dev.holdfast.testkit.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Everything that happened, as a hash, and the end of it in words. */
final class Trace {
    private static final int TAIL = 40;
    private static final int FLUSH = 8192;

    private record Event(long nanos, String actor, Supplier<String> detail) {
        String line() {
            return String.format(java.util.Locale.ROOT, "%,15d µs  %s: %s", nanos / 1000, actor, detail.get());
        }
    }

    private final MessageDigest hash = sha256();
    private final StringBuilder unhashed = new StringBuilder();
    private final Deque<Event> tail = new ArrayDeque<>();
    private final List<String> story = new ArrayList<>();
    private boolean whole;

    /** Keeps all of it from now on. */
    void keepWhole() {
        whole = true;
    }

    /** Records an event: the text is hashed, the detail is shown. */
    void event(long nanos, String actor, String text, Supplier<String> detail) {
        unhashed.append(nanos)
                .append(' ')
                .append(actor)
                .append(' ')
                .append(text)
                .append('\n');
        if (unhashed.length() > FLUSH) {
            flush();
        }
        Event event = new Event(nanos, actor, detail);
        if (whole) {
            story.add(event.line());
        }
        if (tail.size() == TAIL) {
            tail.removeFirst();
        }
        tail.addLast(event);
    }

    private void flush() {
        hash.update(unhashed.toString().getBytes(StandardCharsets.UTF_8));
        unhashed.setLength(0);
    }

    /** The hash of all so far. */
    String hash() {
        flush();
        try {
            return HexFormat.of().formatHex(((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last events, a line each. */
    String tail() {
        List<String> lines = new ArrayList<>();
        tail.forEach(event -> lines.add(event.line()));
        return String.join("\n", lines);
    }

    /** All events since {@link #keepWhole}, a line each. */
    List<String> story() {
        return List.copyOf(story);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
