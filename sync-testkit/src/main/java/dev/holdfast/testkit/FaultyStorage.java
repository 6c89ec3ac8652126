package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Fails at planned calls: before or after the call has taken effect, or in the middle of a body. Used in a try statement:
 * closing it fails the test when a planned fault did not fire as often as planned, unless {@link #mayMiss()} was called.
 * {@link FaultyRuns} fails a scenario at each of its calls. Thread-safe.
 */
public final class FaultyStorage extends ForwardingStorage {
    /** When a fault of {@link #failAt} strikes. */
    public enum Moment {
        /** The call has no effect. */
        BEFORE,
        /** The call has had its effect; the reply is lost. */
        AFTER
    }

    private static final class Planned {
        private final Fault fault;
        private long seen;
        private long strikes;

        Planned(Fault fault, long seen) {
            this.fault = fault;
            this.seen = seen;
        }

        @Override
        public String toString() {
            return fault + " (struck " + strikes + " times)";
        }
    }

    /** A call that goes on under the faults that are planned for it. */
    @FunctionalInterface
    private interface Struck<T> {
        T run(List<Planned> faults) throws StorageException;
    }

    private final List<Planned> planned = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private boolean missAllowed;

    public FaultyStorage(StorageClient next) {
        super(next);
    }

    /**
     * Plans a fault.
     *
     * @param call which call fails, 1 for the first after this storage was made
     * @param failure makes what is thrown: a {@link StorageException} or anything unchecked
     */
    public synchronized FaultyStorage failAt(int call, Moment moment, Supplier<? extends Throwable> failure) {
        Fault fault = Fault.onAny().nth(call).failing(failure);
        planned.add(new Planned(moment == Moment.AFTER ? fault.after() : fault, calls.size()));
        return this;
    }

    /** Plans a fault; its calls are counted from now on. */
    public synchronized FaultyStorage plan(Fault fault) {
        planned.add(new Planned(fault, 0));
        return this;
    }

    /** For loops that go on until no fault fires: closing no longer fails, {@link #fired()} tells. */
    public synchronized FaultyStorage mayMiss() {
        missAllowed = true;
        return this;
    }

    /** Whether every planned fault has fired as often as planned. */
    public synchronized boolean fired() {
        return missed().isEmpty();
    }

    /** Every call so far, as {@code operation key}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        return strike(operation, key, List.of(key), faults -> call.run());
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        return strike("put", key, List.of(key), faults -> next().put(key, failing(content, faults), options));
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return strike("open", key, List.of(key), faults -> failing(next().open(key), faults));
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        return strike("open", key, List.of(key), faults -> failing(next().open(key, offset, length), faults));
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        return strike("move", from, List.of(from, to), faults -> next().move(from, to, precondition));
    }

    @Override
    public void deleteAll(Collection<String> keys) throws StorageException {
        strike("deleteAll", keys.size() + " keys", keys, faults -> {
            next().deleteAll(keys);
            return true;
        });
    }

    @Override
    public int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        List<String> keys = new ArrayList<>(targets.keySet());
        keys.addAll(targets.values());
        return strike("moveAll", targets.size() + " keys", keys, faults -> next().moveAll(targets, precondition));
    }

    private <T> T strike(String operation, String key, Collection<String> keys, Struck<T> call)
            throws StorageException {
        List<Planned> faults = begin(operation, key, keys);
        strikeAt(Fault.Point.BEFORE, faults);
        T result = call.run(faults);
        strikeAt(Fault.Point.AFTER, faults);
        return result;
    }

    private synchronized List<Planned> begin(String operation, String key, Collection<String> keys) {
        calls.add(operation + " " + key);
        return planned.stream()
                .filter(plan -> plan.fault.fits(operation, keys) && plan.fault.isFor(++plan.seen))
                .toList();
    }

    private void strikeAt(Fault.Point point, List<Planned> faults) throws StorageException {
        for (Planned plan : faults) {
            if (plan.fault.point() == point) {
                try {
                    fail(plan);
                } catch (StorageException e) {
                    throw e;
                } catch (IOException e) {
                    throw new IllegalArgumentException("A storage can't throw this.", e);
                }
            }
        }
    }

    private void fail(Planned plan) throws IOException {
        synchronized (this) {
            plan.strikes++;
        }
        if (plan.fault.isSilent()) {
            return;
        }
        Throwable failure = plan.fault.failure();
        if (failure instanceof IOException expected) {
            throw expected;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalArgumentException("A storage can't throw this.", failure);
    }

    private Content failing(Content content, List<Planned> faults) {
        List<Planned> inBody =
                faults.stream().filter(plan -> !plan.fault.isSilent()).toList();
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                return failing(content.open(), inBody);
            }

            @Override
            public OptionalLong expectedSize() {
                return content.expectedSize();
            }
        };
    }

    private InputStream failing(InputStream body, List<Planned> faults) {
        InputStream failing = body;
        for (Planned plan : faults) {
            if (plan.fault.point() == Fault.Point.IN_BODY) {
                failing = new FaultyBody(failing, plan.fault.bytes(), () -> fail(plan));
            }
        }
        return failing;
    }

    private List<Planned> missed() {
        return planned.stream().filter(plan -> !plan.fault.isDone(plan.strikes)).toList();
    }

    @Override
    public void close() {
        super.close();
        synchronized (this) {
            if (!missAllowed && !missed().isEmpty()) {
                throw new AssertionError("Planned faults never fired: " + missed() + "; calls were " + calls);
            }
        }
    }
}
