package dev.holdfast.sync.storage;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries an operation again when it failed with {@link StorageException.Transient}; the one place where requests are
 * retried. It waits as {@link RetryPolicy} says, longer when the storage asks for it, and gives up at once when the
 * storage asks for more than {@link RetryPolicy#LONGEST_WAIT}. {@link #probe} is never retried. Streams that
 * {@link #open} gave are not covered.
 *
 * <p>A put with a precondition whose reply was lost looks, at the next try, as if somebody else had been first. So then
 * the object is compared with the content: the same bytes and metadata mean that it was us. A move whose reply was lost
 * finds the object gone, or still there beside its copy; then the target tells whether it arrived. To tell that, a move
 * looks at the object before it begins, and at the target too where objects have neither hash nor identity. A sweep that
 * is repeated counts only what its last try removed.
 */
public final class RetryingStorage extends ForwardingStorage {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingStorage.class);

    private final RetryPolicy policy;
    private final Pause pause;
    private final DoubleSupplier chance;
    private final CancelSignal cancel;

    public RetryingStorage(StorageClient next, RetryPolicy policy, Pause pause, CancelSignal cancel) {
        this(next, policy, pause, cancel, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** With a source of chance for the jitter, from 0 to 1, for tests. */
    public RetryingStorage(
            StorageClient next, RetryPolicy policy, Pause pause, CancelSignal cancel, DoubleSupplier chance) {
        super(next);
        this.policy = policy;
        this.pause = pause;
        this.cancel = cancel;
        this.chance = chance;
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        for (int retry = 1; ; retry++) {
            cancel.throwIfCancelled();
            try {
                return call.run();
            } catch (StorageException.Transient failure) {
                Duration wait = waitBefore(retry, failure);
                LOG.warn(
                        "Retry {} of {} for {} {} in {} ms: {}",
                        retry,
                        policy.maxRetries(),
                        operation,
                        key,
                        wait.toMillis(),
                        failure.getMessage());
                pause.pause(wait, cancel);
            }
        }
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        AtomicBoolean again = new AtomicBoolean();
        PutOptions forward = options.with(onlyForward(options.progress()));
        Try put = around("put", key, () -> {
            boolean mayBeOurs = again.getAndSet(true);
            try {
                return Try.done(next().put(key, content, forward));
            } catch (StorageException.PreconditionFailed failure) {
                if (!mayBeOurs) {
                    throw failure;
                }
                return Try.refused(failure);
            }
        });
        return put.done() != null ? put.done() : stored(key, content, options.metadata(), put.refusal());
    }

    /**
     * The object, if it is what was to be put, and stays so while it is looked at. Each look has its own retries, as one
     * that fails says nothing of the put.
     */
    private StoredObject stored(
            String key, Content content, Map<String, String> metadata, StorageException.PreconditionFailed refusal)
            throws StorageException {
        StoredObject there =
                stat(key).filter(object -> object.metadata().equals(metadata)).orElseThrow(() -> refusal);
        if (!around("open", key, () -> holds(key, content))) {
            throw refusal;
        }
        return stat(key)
                .filter(object -> object.version().equals(there.version()))
                .orElseThrow(() -> refusal);
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        AtomicReference<@Nullable Before> before = new AtomicReference<>();
        Try move = around("move", from, () -> {
            Before known = before.get();
            if (known != null) {
                return moveAgain(known, to, precondition);
            }
            before.set(look(from, to));
            return Try.done(next().move(from, to, precondition));
        });
        return move.done() != null ? move.done() : finishMove(before.get(), to, move.refusal());
    }

    /** The target was taken, perhaps by an earlier try that died between the copy and the delete. */
    private StoredObject finishMove(@Nullable Before before, String to, StorageException.PreconditionFailed refusal)
            throws StorageException {
        if (before == null) {
            throw refusal;
        }
        String from = before.original().key();
        StoredObject copy =
                stored(to, () -> next().open(from), before.original().metadata(), refusal);
        delete(from);
        return copy;
    }

    /** What was there before a move: nothing to compare with when there was nothing to move. */
    private @Nullable Before look(String from, String to) throws StorageException {
        StoredObject original = next().stat(from).orElse(null);
        if (original == null) {
            return null;
        }
        boolean recognisable =
                original.sha256().isPresent() || original.identity().isPresent();
        return new Before(
                original, recognisable ? Optional.empty() : next().stat(to).map(StoredObject::version));
    }

    /**
     * Many at once are tried once. Then each is moved by itself, with its own retries; one that is not there any more
     * counts as moved when something is at its target.
     */
    @Override
    public int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        cancel.throwIfCancelled();
        try {
            return next().moveAll(targets, precondition);
        } catch (StorageException.Transient failure) {
            Duration wait = waitBefore(1, failure);
            LOG.warn(
                    "Moving {} objects one by one in {} ms: {}", targets.size(), wait.toMillis(), failure.getMessage());
            pause.pause(wait, cancel);
        }
        int moved = 0;
        for (Map.Entry<String, String> each : targets.entrySet()) {
            if (moveOneOfMany(each.getKey(), each.getValue(), precondition)) {
                moved++;
            }
        }
        return moved;
    }

    private boolean moveOneOfMany(String from, String to, Precondition precondition) throws StorageException {
        Before before =
                around("stat", from, () -> Optional.ofNullable(look(from, to))).orElse(null);
        if (before == null) {
            return stat(to).isPresent();
        }
        try {
            Try move = around("move", from, () -> moveAgain(before, to, precondition));
            if (move.done() == null) {
                finishMove(before, to, move.refusal());
            }
            return true;
        } catch (StorageException.NotFound e) {
            return false; // Somebody else has moved or removed it in this instant.
        }
    }

    private Try moveAgain(Before before, String to, Precondition precondition) throws StorageException {
        String from = before.original().key();
        try {
            return Try.done(next().move(from, to, precondition));
        } catch (StorageException.NotFound failure) {
            return Try.done(next().stat(to).filter(before::arrivedAs).orElseThrow(() -> failure));
        } catch (StorageException.PreconditionFailed failure) {
            if (from.equals(to)) {
                throw failure;
            }
            return Try.refused(failure);
        }
    }

    /** How a try that may not be the first one ended: done, or refused, perhaps because an earlier one had its effect. */
    private record Try(@Nullable StoredObject done, StorageException.@Nullable PreconditionFailed refused) {
        static Try done(StoredObject object) {
            return new Try(object, null);
        }

        static Try refused(StorageException.PreconditionFailed refusal) {
            return new Try(null, refusal);
        }

        StorageException.PreconditionFailed refusal() {
            return Objects.requireNonNull(refused);
        }
    }

    /**
     * What a move began with.
     *
     * @param targetVersion of what stood at the target, where the original has nothing else to be known by
     */
    private record Before(StoredObject original, Optional<String> targetVersion) {
        boolean arrivedAs(StoredObject there) {
            return original.size() == there.size()
                    && original.metadata().equals(there.metadata())
                    && agree(original.sha256(), there.sha256())
                    && agree(original.identity(), there.identity())
                    && !targetVersion.equals(Optional.of(there.version()));
        }

        private static boolean agree(Optional<String> left, Optional<String> right) {
            return left.isEmpty() || right.isEmpty() || left.equals(right);
        }
    }

    @Override
    public void probe(Duration limit) throws StorageException {
        next().probe(limit);
    }

    private Duration waitBefore(int retry, StorageException.Transient failure) throws StorageException {
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        if (retry > policy.maxRetries() || asked.compareTo(RetryPolicy.LONGEST_WAIT) > 0) {
            throw failure;
        }
        Duration own = policy.wait(retry, chance.getAsDouble());
        return own.compareTo(asked) >= 0 ? own : asked;
    }

    private static LongConsumer onlyForward(LongConsumer listener) {
        AtomicLong highest = new AtomicLong(-1);
        return bytes -> {
            if (highest.getAndAccumulate(bytes, Math::max) < bytes) {
                listener.accept(bytes);
            }
        };
    }

    private boolean holds(String key, Content content) throws StorageException {
        try (InputStream stored = next().open(key);
                InputStream wanted = content.openGuarded()) {
            byte[] left = new byte[64 * 1024];
            while (true) {
                int read = stored.readNBytes(left, 0, left.length);
                byte[] right = wanted.readNBytes(Math.max(read, 1));
                if (right.length != read || Arrays.mismatch(left, 0, read, right, 0, read) >= 0) {
                    return false;
                }
                if (read == 0) {
                    return true;
                }
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Reading " + key + " from the " + describe() + " was cut short.", e);
        }
    }
}
