package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** What other programs of this kind got wrong, planted into ours: a simulation that does not find each of them proves nothing. */
final class Faults {
    private static final int TRIES = 5;

    private Faults() {}

    /** A store whose book does something wrong. */
    private record Wrong(RecordStore next, UnaryOperator<RecordBook> book, LongSupplier forgotten)
            implements RecordStore {
        Wrong(RecordStore next, UnaryOperator<RecordBook> book) {
            this(next, book, () -> 0);
        }

        @Override
        public <T> T change(Function<RecordBook, T> work) {
            return next.change(right -> work.apply(book.apply(right)));
        }

        @Override
        public RecordStatus status() {
            RecordStatus right = next.status();
            return new RecordStatus(
                    right.pending() - forgotten.getAsLong(),
                    right.parked(),
                    right.parkedFirst(),
                    right.withoutServerId(),
                    right.conflicts(),
                    right.conflictsFirst(),
                    right.lastPush(),
                    right.lastPull(),
                    right.keyRefused(),
                    right.heldDeletes());
        }

        @Override
        public long retry(Optional<String> id) {
            return next.retry(id);
        }

        @Override
        public void allowDeletes() {
            next.allowDeletes();
        }

        @Override
        public boolean settle(String id) {
            return next.settle(id);
        }
    }

    /** What fails five times is dropped, and what the server's list of all lacks is deleted here. */
    static final class DroppedAfterFiveTries implements RecordScenario.Plant {
        private final Map<RecordStore, Map<String, Integer>> tries = new HashMap<>();

        @Override
        public RecordStore store(RecordHome home, RecordStore store) {
            Map<String, Integer> counts = new TreeMap<>();
            UnaryOperator<RecordBook> dropping = book -> new ForwardingBook(book) {
                @Override
                public RecordAttempt attempt(String memory, RecordAttempt.Kind kind, long revision, NewMemory said) {
                    counts.merge(memory, 1, Integer::sum);
                    return super.attempt(memory, kind, revision, said);
                }

                @Override
                public List<String> pending(Optional<String> after, Instant settled, int limit) {
                    return super.pending(after, settled, Integer.MAX_VALUE).stream()
                            .filter(id -> counts.getOrDefault(id, 0) < TRIES)
                            .limit(limit)
                            .toList();
                }
            };
            RecordStore wrong = new Wrong(
                    store,
                    dropping,
                    () -> pending(store).stream()
                            .filter(id -> counts.getOrDefault(id, 0) >= TRIES)
                            .count());
            tries.put(wrong, counts);
            return wrong;
        }

        @Override
        public MemoryApi api(RecordHome home, RecordStore store, MemoryApi api) {
            return new ForwardingApi(api) {
                @Override
                public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
                    Instant time = super.records(since, use);
                    if (isAll(since)) {
                        tries.getOrDefault(store, Map.of()).forEach((id, count) -> drop(store, id, count));
                    }
                    return time;
                }
            };
        }

        private static List<String> pending(RecordStore store) {
            return store.change(book -> book.pending(Optional.empty(), Instant.MAX, Integer.MAX_VALUE));
        }

        private static void drop(RecordStore store, String id, int count) {
            store.change(book -> {
                RecordItem item = book.item(id).orElseThrow();
                if (count >= TRIES && item.link().isEmpty() && !item.isDeleted()) {
                    book.delete(item.memory());
                }
                return true;
            });
        }
    }

    /** A request whose reply is lost is made again at once. */
    static final class SentAgain implements RecordScenario.Plant {
        @Override
        public RecordStore store(RecordHome home, RecordStore store) {
            return new Wrong(store, book -> new ForwardingBook(book) {
                @Override
                public void ended(RecordAttempt attempt, boolean known) {
                    super.withdraw(attempt);
                }
            });
        }

        @Override
        public MemoryApi api(RecordHome home, RecordStore store, MemoryApi api) {
            return new ForwardingApi(api) {
                @Override
                public long create(RecordContent content) throws MemoryApiException {
                    try {
                        return super.create(content);
                    } catch (MemoryApiException e) {
                        return super.create(content);
                    }
                }
            };
        }
    }

    /** What is pending is not looked for among the server's records. */
    static final class PushedTwice implements RecordScenario.Plant {
        @Override
        public RecordStore store(RecordHome home, RecordStore store) {
            return new Wrong(store, book -> new ForwardingBook(book) {
                @Override
                public Optional<RecordItem> unlinked(NewMemory said) {
                    return Optional.empty();
                }

                @Override
                public List<RecordAttempt> creating(String sent) {
                    return List.of();
                }
            });
        }
    }

    /** A queue of its own still holds what was deleted before it was ever sent. */
    static final class StillQueued implements RecordScenario.Plant {
        @Override
        public RecordStore store(RecordHome home, RecordStore store) {
            Map<String, Memory> queue = new TreeMap<>();
            return new Wrong(store, book -> new ForwardingBook(book) {
                @Override
                public void looked(Instant serverTime, Instant forget) {
                    home.all().forEach(memory -> queue.put(memory.id(), memory));
                    super.looked(serverTime, forget);
                }

                private boolean isGhost(String id) {
                    Optional<RecordItem> item = super.item(id);
                    return queue.containsKey(id)
                            && item.filter(each ->
                                            each.isDeleted() && each.link().isEmpty())
                                    .isPresent();
                }

                @Override
                public List<String> pending(Optional<String> after, Instant settled, int limit) {
                    List<String> all = new ArrayList<>(super.pending(Optional.empty(), settled, Integer.MAX_VALUE));
                    queue.keySet().stream().filter(this::isGhost).forEach(all::add);
                    return after.isEmpty() ? all : List.of();
                }

                @Override
                public Optional<RecordItem> item(String memory) {
                    return isGhost(memory)
                            ? Optional.ofNullable(queue.get(memory))
                                    .map(ghost -> new RecordItem(ghost, Optional.empty()))
                            : super.item(memory);
                }

                @Override
                public void link(RecordLink link) {
                    if (isGhost(link.memory())) {
                        queue.remove(link.memory());
                    } else {
                        super.link(link);
                    }
                }

                @Override
                public List<RecordAttempt> creating(String sent) {
                    return super.creating(sent).stream()
                            .filter(attempt -> super.item(attempt.memory())
                                    .filter(item -> !item.isDeleted())
                                    .isPresent())
                            .toList();
                }
            });
        }
    }

    /** The server's list of all is taken for the whole truth: what was deleted here, and not there yet, is forgotten. */
    static final class Resurrected implements RecordScenario.Plant {
        @Override
        public MemoryApi api(RecordHome home, RecordStore store, MemoryApi api) {
            return new ForwardingApi(api) {
                @Override
                public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
                    if (isAll(since)) {
                        home.ids().forEach(id -> forget(store, id));
                    }
                    return super.records(since, use);
                }
            };
        }

        private static void forget(RecordStore store, String id) {
            store.change(book -> {
                RecordItem item = book.item(id).orElseThrow();
                if (item.isDeleted() && item.link().filter(link -> !link.gone()).isPresent()) {
                    book.retire(id);
                    book.attempts(id).forEach(book::withdraw);
                }
                return true;
            });
        }
    }

    private static boolean isAll(Optional<Instant> since) {
        return since.filter(time -> !time.equals(Instant.EPOCH)).isEmpty();
    }
}
