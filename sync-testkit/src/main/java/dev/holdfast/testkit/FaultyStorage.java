package dev.holdfast.testkit;

import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Fails at planned calls, before or after the call has taken effect. Used in a try statement: closing it fails the test
 * when a planned fault never fired, unless {@link #mayMiss()} was called. Thread-safe.
 */
public final class FaultyStorage extends ForwardingStorage {
    /** When a fault strikes. */
    public enum Moment {
        /** The call has no effect. */
        BEFORE,
        /** The call has had its effect; the reply is lost. */
        AFTER
    }

    private record Fault(int call, Moment moment, Supplier<? extends Throwable> failure) {}

    private final List<Fault> planned = new ArrayList<>();
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
        planned.add(new Fault(call, moment, failure));
        return this;
    }

    /** For loops that go on until no fault fires: closing no longer fails, {@link #fired()} tells. */
    public synchronized FaultyStorage mayMiss() {
        missAllowed = true;
        return this;
    }

    /** Whether every planned fault has fired. */
    public synchronized boolean fired() {
        return planned.isEmpty();
    }

    /** Every call so far, as {@code operation key}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        int number = count(operation + " " + key);
        strike(number, Moment.BEFORE);
        T result = call.run();
        strike(number, Moment.AFTER);
        return result;
    }

    private synchronized int count(String call) {
        calls.add(call);
        return calls.size();
    }

    private void strike(int call, Moment moment) throws StorageException {
        Fault fault = take(call, moment);
        if (fault == null) {
            return;
        }
        Throwable failure = fault.failure().get();
        if (failure instanceof StorageException expected) {
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

    private synchronized @org.jspecify.annotations.Nullable Fault take(int call, Moment moment) {
        for (Fault fault : planned) {
            if (fault.call() == call && fault.moment() == moment) {
                planned.remove(fault);
                return fault;
            }
        }
        return null;
    }

    @Override
    public void close() {
        super.close();
        synchronized (this) {
            if (!missAllowed && !planned.isEmpty()) {
                throw new AssertionError("Planned faults never fired: " + planned + "; calls were " + calls);
            }
        }
    }
}
