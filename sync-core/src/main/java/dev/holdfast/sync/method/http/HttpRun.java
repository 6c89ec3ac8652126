package dev.holdfast.sync.method.http;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.snapshot.SnapshotException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sync's way through the sources: finds what is not confirmed yet, sees to embeddings, and hands batches on, which may
 * hold memories of several sources. Without a sender it only looks. Not thread-safe.
 */
final class HttpRun implements Sender.Outcome {
    /** Long texts make a batch end early. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private final ConfirmedMemories confirmed;
    private final boolean skipsConfirmed;
    private final Optional<Embedder> embedder;
    private final SyncContext context;
    private final int batchSize;
    private final Tally tally = new Tally();
    private final Map<String, SourceTally> sources = new LinkedHashMap<>();
    private final List<OutgoingMemory> batch = new ArrayList<>();
    private final Map<String, SourceTally> owners = new HashMap<>();
    private @Nullable Sender sender;
    private long characters;

    HttpRun(
            ConfirmedMemories confirmed,
            boolean skipsConfirmed,
            Optional<Embedder> embedder,
            SyncContext context,
            int batchSize) {
        this.confirmed = confirmed;
        this.skipsConfirmed = skipsConfirmed;
        this.embedder = embedder;
        this.context = context;
        this.batchSize = batchSize;
    }

    /** Sends what it finds from now on. */
    void sendTo(Sender target) {
        sender = target;
    }

    /** What became of the memories. */
    Tally tally() {
        return tally;
    }

    /** What became of each source that was read, in order. */
    Collection<SourceTally> sources() {
        return sources.values();
    }

    /** Reads a source to its end, and sends what makes up whole batches. Gives why it holds no memories, when it does not. */
    Optional<String> read(SourceSetting source, MemoryFeed feed) throws SnapshotException, SyncException {
        SourceTaker taker = new SourceTaker(new SourceTally(source.name(), context.progress()));
        feed.read(source, taker, context.cancel());
        return taker.none;
    }

    /** Takes what one source gives. */
    private final class SourceTaker implements MemoryFeed.Taker {
        private final SourceTally state;
        private Optional<String> none = Optional.empty();

        private SourceTaker(SourceTally state) {
            this.state = state;
        }

        @Override
        public void begin(String file, long size, long memories) {
            state.begin(file, size, memories);
            sources.put(state.name(), state);
        }

        @Override
        public void none(String why) {
            none = Optional.of(why);
        }

        @Override
        public void withheld(long memories) {
            state.withheld(memories);
        }

        @Override
        public void take(List<OutgoingMemory> memories) throws SyncException {
            context.cancel().throwIfCancelled();
            HttpRun.this.take(state, memories);
        }
    }

    /** Sends what is left. */
    void finish() throws SyncException {
        flush();
        sources.values().forEach(SourceTally::end);
    }

    private void take(SourceTally state, List<OutgoingMemory> memories) throws SyncException {
        Set<String> held = skipsConfirmed
                ? confirmed.among(memories.stream().map(OutgoingMemory::id).toList())
                : Set.of();
        for (OutgoingMemory memory : memories) {
            if (held.contains(memory.id()) || owners.containsKey(memory.id())) {
                tally.alreadyThere(1);
                state.confirmed();
            } else if (memory.tooLong()) {
                state.tooLong();
            } else if (memory.text().isBlank()) {
                state.blank();
            } else if (memory.usableEmbedding().isEmpty() && embedder.isEmpty()) {
                state.withoutEmbedding();
            } else {
                state.found();
                collect(state, memory);
            }
        }
    }

    private void collect(SourceTally state, OutgoingMemory memory) throws SyncException {
        if (sender == null) {
            return;
        }
        batch.add(memory);
        owners.put(memory.id(), state);
        characters += memory.text().length();
        if (batch.size() >= batchSize || characters > MOST_CHARACTERS) {
            flush();
        }
    }

    private void flush() throws SyncException {
        Sender target = sender;
        if (target != null && !batch.isEmpty()) {
            target.send(embedded(batch));
        }
        batch.clear();
        owners.clear();
        characters = 0;
    }

    private List<OutgoingMemory> embedded(List<OutgoingMemory> memories) throws HttpSyncException {
        List<OutgoingMemory> lacking = memories.stream()
                .filter(memory -> memory.usableEmbedding().isEmpty())
                .toList();
        if (lacking.isEmpty()) {
            return memories;
        }
        List<float[]> vectors;
        try {
            vectors = embedder.orElseThrow()
                    .embed(lacking.stream().map(OutgoingMemory::text).toList());
        } catch (EmbeddingException e) {
            throw new HttpSyncException(String.valueOf(e.getMessage()), false, e);
        }
        Set<String> lacked = new HashSet<>();
        List<OutgoingMemory> whole = new ArrayList<>();
        for (int i = 0; i < lacking.size(); i++) {
            lacked.add(lacking.get(i).id());
            whole.add(lacking.get(i).with(vectors.get(i)));
        }
        memories.stream().filter(memory -> !lacked.contains(memory.id())).forEach(whole::add);
        return whole;
    }

    @Override
    public void stored(String id) {
        tally.sent(1);
        owner(id).sent();
    }

    @Override
    public void there(String id) {
        tally.alreadyThere(1);
        owner(id).confirmed();
    }

    @Override
    public void refused(String id) {
        tally.failed(id);
        owner(id).refused(id);
    }

    private SourceTally owner(String id) {
        SourceTally owner = owners.get(id);
        if (owner == null) {
            throw new IllegalStateException("nobody sent this id");
        }
        return owner;
    }
}
