package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps others out by objects that are created where none is. Each holder has a number, and the highest holds; who lets go
 * removes its object and all below.
 *
 * <p>No clock but everyone's own count of nanoseconds matters: a holder writes its object anew before a part of the lease is
 * over, and takes itself for lost when it comes too late for that; somebody who saw an object unchanged for a whole lease
 * takes the next number. Of several who try, the storage lets one succeed. Two can't both be sure to hold: after creating its
 * object each looks whether anything is there that it did not know, and gives up if so. A machine that finds its own last hold,
 * by its {@link HoldMemory}, goes on at once.
 *
 * <p>Thread-safe.
 */
final class StorageLock {
    /** How long a holder may give no sign. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final long LEASE_NANOS = LEASE.toNanos();
    private static final int LARGEST = 4096;

    private final StorageClient storage;
    private final String prefix;
    private final String holder;
    private final LongSupplier nanos;
    private final HoldMemory memory;
    private @Nullable Watched watched;

    /** An object that was seen, and since when it has been the same. */
    private record Watched(StoredObject object, long since) {}

    /**
     * A lock that nobody has asked for yet.
     *
     * @param prefix where its objects lie
     * @param holder who asks, for people who look at the objects
     * @param memory what this machine knows of its own holds
     */
    StorageLock(StorageClient storage, String prefix, String holder, LongSupplier nanos, HoldMemory memory) {
        this.storage = storage;
        this.prefix = prefix;
        this.holder = holder;
        this.nanos = nanos;
        this.memory = memory;
    }

    /** Takes it. */
    synchronized Tree.Hold take() throws StorageException {
        NavigableMap<Integer, StoredObject> known = holders();
        int number = 1;
        if (!known.isEmpty()) {
            StoredObject last = known.lastEntry().getValue();
            if (!isGivenUp(last) && !isLeftByUs(last)) {
                throw busy(last);
            }
            number = known.lastKey() + 1;
        }
        long began = nanos.getAsLong();
        String token = UUID.randomUUID().toString();
        memory.keep(token);
        StoredObject own = put(number, token, Precondition.ABSENT);
        if (!knows(known, number)) {
            storage.delete(own.key());
            throw busy(own);
        }
        watched = null;
        return new Held(number, token, own, began);
    }

    private boolean isGivenUp(StoredObject last) {
        Watched before = watched;
        boolean same = before != null
                && before.object().key().equals(last.key())
                && before.object().version().equals(last.version());
        if (before == null || !same) {
            watched = new Watched(last, nanos.getAsLong());
            return false;
        }
        return nanos.getAsLong() - before.since() >= LEASE_NANOS;
    }

    /** Whether this machine took it and died before it gave it back. */
    private boolean isLeftByUs(StoredObject last) throws StorageException {
        Optional<String> own = memory.last();
        if (own.isEmpty() || last.size() > LARGEST) {
            return false;
        }
        try (InputStream in = storage.open(last.key())) {
            String text = new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
            return text.startsWith(own.get(), text.indexOf('\n') + 1);
        } catch (StorageException.NotFound e) {
            return false;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Reading " + last.key() + " failed.", e);
        }
    }

    /** Whether nothing is there but what was, and one's own. */
    private boolean knows(Map<Integer, StoredObject> known, int own) throws StorageException {
        return holders().entrySet().stream()
                .allMatch(each -> each.getKey() == own
                        || Optional.ofNullable(known.get(each.getKey()))
                                .map(StoredObject::version)
                                .equals(Optional.of(each.getValue().version())));
    }

    private StoredObject put(int number, String sign, Precondition precondition) throws StorageException {
        byte[] text = (holder + "\n" + sign + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            return storage.put(prefix + number, Content.of(text), PutOptions.DEFAULT.with(precondition));
        } catch (StorageException.PreconditionFailed e) {
            throw new StorageException.Transient(
                    "Another machine began to work on " + storage.describe() + " just now: try again.", e);
        }
    }

    private NavigableMap<Integer, StoredObject> holders() throws StorageException {
        Map<Integer, StoredObject> found = new HashMap<>();
        Listing.objects(storage, prefix, Depth.ONE_LEVEL, object -> {
            String number = object.key().substring(prefix.length());
            if (number.matches("[1-9][0-9]{0,8}")) {
                found.put(Integer.valueOf(number), object);
            }
        });
        return new TreeMap<>(found);
    }

    private StorageException busy(StoredObject last) {
        return new StorageException.Transient(
                "Another machine works on " + storage.describe() + " and gave a sign at " + last.modified()
                        + ": try again in " + LEASE.toSeconds() + " seconds.",
                null);
    }

    private final class Held implements Tree.Hold {
        private final int number;
        private final String token;
        private StoredObject own;
        private long signed;
        private int signs;
        private boolean over;

        Held(int number, String token, StoredObject own, long signed) {
            this.number = number;
            this.token = token;
            this.own = own;
            this.signed = signed;
        }

        @Override
        public synchronized void renew() throws StorageException {
            requireInTime();
            if (nanos.getAsLong() - signed < LEASE_NANOS / 4) {
                return; // Nobody can have given it up yet.
            }
            NavigableMap<Integer, StoredObject> holders = holders();
            if (!isOwn(holders.get(number)) || holders.lastKey() != number) {
                throw lost();
            }
            long began = nanos.getAsLong();
            StoredObject sign = put(number, token + " " + ++signs, Precondition.NONE);
            requireInTime();
            own = sign;
            signed = began;
        }

        private void requireInTime() throws StorageException {
            if (over || nanos.getAsLong() - signed >= LEASE_NANOS) {
                throw lost();
            }
        }

        private boolean isOwn(@Nullable StoredObject object) {
            return object != null && object.version().equals(own.version());
        }

        private StorageException lost() {
            over = true;
            return new StorageException.Transient(
                    "This machine gave no sign for too long, so that another one may work on " + storage.describe()
                            + " now: try again.",
                    null);
        }

        @Override
        public synchronized void close() throws StorageException {
            over = true;
            NavigableMap<Integer, StoredObject> holders = holders();
            if (!isOwn(holders.get(number))) {
                return;
            }
            for (StoredObject object :
                    holders.headMap(number, true).descendingMap().values()) {
                storage.delete(object.key());
            }
        }
    }
}
