package dev.holdfast.testkit;

import dev.holdfast.sync.storage.StorageException;
import java.util.Collection;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A fault for {@link FaultyStorage#plan}: which calls it strikes, when in them, and what happens. Begins as "the first
 * call, before it has any effect, fails as transient"; each method gives one that differs. Immutable.
 */
public final class Fault {
    /** When in a call. */
    enum Point {
        BEFORE,
        AFTER,
        IN_BODY
    }

    private static final int FOR_EVER = Integer.MAX_VALUE;

    private String operation = "";
    private Predicate<String> key = any -> true;
    private int nth = 1;
    private int times = 1;
    private Point point = Point.BEFORE;
    private long bytes;
    private boolean silent;
    private Supplier<? extends Throwable> failure =
            () -> new StorageException.Transient("A planned fault struck.", null);

    private Fault() {}

    private Fault(Fault other) {
        this.operation = other.operation;
        this.key = other.key;
        this.nth = other.nth;
        this.times = other.times;
        this.point = other.point;
        this.bytes = other.bytes;
        this.silent = other.silent;
        this.failure = other.failure;
    }

    /** For calls of any operation. */
    public static Fault onAny() {
        return new Fault();
    }

    /** For calls of one operation, named as the method of the storage. */
    public static Fault on(String operation) {
        Fault fault = new Fault();
        fault.operation = operation;
        return fault;
    }

    /** Counts only calls with such a key or prefix; of a move or batch, one of the keys must be such. */
    public Fault withKey(Predicate<String> such) {
        Fault fault = new Fault(this);
        fault.key = such;
        return fault;
    }

    /** Counts only calls whose key or prefix matches the regular expression as a whole. */
    public Fault withKey(String regex) {
        return withKey(Pattern.compile(regex).asMatchPredicate());
    }

    /** Begins at this call of those that fit, 1 for the first since it was planned. */
    public Fault nth(int call) {
        Fault fault = new Fault(this);
        fault.nth = call;
        return fault;
    }

    /** Strikes so many calls that fit, one after the other. */
    public Fault times(int count) {
        Fault fault = new Fault(this);
        fault.times = count;
        return fault;
    }

    /** Strikes every call that fits from there on. */
    public Fault forEver() {
        return times(FOR_EVER);
    }

    /** Before the call has any effect. */
    public Fault before() {
        return at(Point.BEFORE, 0, false);
    }

    /** After the call has had its effect: the reply is lost. */
    public Fault after() {
        return at(Point.AFTER, 0, false);
    }

    /**
     * In the middle of a body: of the content of a put, which then has no effect, or of a stream that was opened, which
     * gives so many bytes and then fails. It does not strike a body that ends before.
     */
    public Fault afterBytes(long count) {
        return at(Point.IN_BODY, count, false);
    }

    /**
     * A stream that was opened ends after so many bytes as if that were all. It does not strike one that ends before, and
     * no content of a put.
     */
    public Fault cutShortAfter(long count) {
        return at(Point.IN_BODY, count, true);
    }

    private Fault at(Point when, long count, boolean asIfAtEnd) {
        Fault fault = new Fault(this);
        fault.point = when;
        fault.bytes = count;
        fault.silent = asIfAtEnd;
        return fault;
    }

    /**
     * Fails with this.
     *
     * @param made makes what is thrown: a {@link StorageException} or anything unchecked; in a body also any
     *     {@link java.io.IOException}
     */
    public Fault failing(Supplier<? extends Throwable> made) {
        Fault fault = new Fault(this);
        fault.failure = made;
        return fault;
    }

    boolean fits(String called, Collection<String> keys) {
        return (operation.isEmpty() || operation.equals(called))
                && keys.stream().anyMatch(key);
    }

    /** Whether it is for the call that is this one of those that fit. */
    boolean isFor(long call) {
        return call >= nth && (times == FOR_EVER || call < (long) nth + times);
    }

    /** Whether it has struck as often as planned. */
    boolean isDone(long strikes) {
        return times == FOR_EVER ? strikes > 0 : strikes >= times;
    }

    Point point() {
        return point;
    }

    long bytes() {
        return bytes;
    }

    boolean isSilent() {
        return silent;
    }

    Throwable failure() {
        return failure.get();
    }

    @Override
    public String toString() {
        String calls = times == FOR_EVER ? "call " + nth + " and all after it" : times + " from call " + nth;
        return (operation.isEmpty() ? "any operation" : operation) + ", " + calls + ", " + point
                + (point == Point.IN_BODY ? " after " + bytes + " bytes" : "");
    }
}
