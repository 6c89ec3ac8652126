package dev.holdfast.sync.memory;

import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.holdfast.sync.event.CancelSignal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The vectors of what memories mean, made by an {@link Embedder} where one is installed and kept beside the store. Sensitive
 * memories have none: what one says could be guessed from its vector.
 *
 * <p>Nothing is opened, loaded or made before the first use. Thread-safe. Every method throws
 * {@link dev.holdfast.sync.state.StateException} when the store or the vectors can't be used.
 */
public final class MemoryVectors implements AutoCloseable {
    /** The name in the home of the file that they are kept in. */
    public static final String FILE_NAME = VectorFile.NAME;

    private static final int AT_ONCE = 32;

    /** Below that, texts have nothing to do with each other. */
    private static final double LEAST = 0.2;

    private static final int MOST_NEAR = 500;

    private final MemoryStore store;
    private final Supplier<Optional<Embedder>> embedders;
    private final VectorFile file;
    private Optional<Embedder> embedder = Optional.empty();
    private boolean looked;
    private volatile boolean none;
    private volatile String upToDate = "";

    /**
     * For the store of this home; touches nothing yet. It reads the store through a connection of its own, so that whoever
     * uses another one does not wait for it.
     *
     * @param embedder gives what makes vectors, where it is installed; asked once
     */
    public MemoryVectors(Path home, InstantSource clock, Supplier<Optional<Embedder>> embedder) {
        this.store = new MemoryStore(home, clock);
        this.embedders = embedder;
        this.file = new VectorFile(home, clock);
    }

    /** What is near to a question, and what it was told by. */
    record Nearness(List<VectorFile.Near> near, long newest) {}

    /** Whether vectors can be made here. Looks for what makes them when first asked, which takes a moment. */
    public synchronized boolean canBeMade() {
        return embedder().isPresent();
    }

    /** Whether it is known that there is no embedder. Waits for nothing. */
    boolean isWithout() {
        return none;
    }

    /** Whether it is known that {@link #update} has nothing to do, now and later. Waits for nothing. */
    boolean isIdle() {
        return none && !file.exists();
    }

    private synchronized Optional<Embedder> embedder() {
        if (!looked) {
            embedder = embedders.get();
            looked = true;
            none = embedder.isEmpty();
        }
        return embedder;
    }

    /**
     * Makes what is missing and removes what is of no use any more, to the end. Several may do so at once, in any processes.
     *
     * @throws EmbeddingException when vectors can't be made; those that were made are kept
     * @throws java.util.concurrent.CancellationException when cancelled
     */
    public void update(CancelSignal cancel) throws EmbeddingException {
        Optional<Embedder> maker = embedder();
        if (!store.exists() || (maker.isEmpty() && !file.exists())) {
            return;
        }
        String mark = store.changeMark();
        if (mark.equals(upToDate)) {
            return;
        }
        if (maker.isPresent()) {
            make(maker.get(), cancel);
        } else {
            var unused = forgetOld(file.digests());
        }
        upToDate = mark;
    }

    private void make(Embedder maker, CancelSignal cancel) throws EmbeddingException {
        String model = name(maker);
        boolean more = true;
        // A memory that changes while its vector is made is met by the last round, which makes none.
        while (more) {
            List<Digest> missing = forgetOld(file.digests(model));
            more = !missing.isEmpty();
            for (int from = 0; from < missing.size(); from += AT_ONCE) {
                cancel.throwIfCancelled();
                List<Digest> some = missing.subList(from, Math.min(missing.size(), from + AT_ONCE));
                file.keep(model, made(maker, some));
            }
        }
    }

    /** Returns of which memories there is none. */
    private List<Digest> forgetOld(Set<Digest> present) {
        Set<Digest> wanted = new HashSet<>(store.openDigests());
        file.forget(present.stream().filter(digest -> !wanted.contains(digest)).toList());
        wanted.removeAll(present);
        return List.copyOf(wanted);
    }

    private Map<Digest, byte[]> made(Embedder maker, List<Digest> digests) throws EmbeddingException {
        Map<Digest, String> texts = store.contents(digests);
        List<Digest> order = new ArrayList<>(texts.keySet());
        List<float[]> vectors = maker.embed(order.stream().map(texts::get).toList());
        Map<Digest, byte[]> made = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            made.put(order.get(i), PackedVector.pack(vectors.get(i)));
        }
        return made;
    }

    private static String name(Embedder maker) {
        return maker.model() + "/" + maker.dimensions();
    }

    /** For each of these memories its vector; empty for one that has none yet, and for sensitive ones. */
    public List<Optional<float[]>> of(List<Memory> memories) {
        List<Digest> digests = memories.stream()
                .filter(memory -> !memory.sensitive())
                .map(Digest::of)
                .toList();
        Map<Digest, byte[]> found = file.exists() ? file.of(digests) : Map.of();
        return memories.stream()
                .map(memory -> memory.sensitive()
                        ? Optional.<float[]>empty()
                        : Optional.ofNullable(found.get(Digest.of(memory))).map(PackedVector::unpack))
                .toList();
    }

    /**
     * The same for those who send memories with what they mean to where their texts go too: what is missing is made now and not
     * kept, for sensitive memories as well.
     *
     * @throws EmbeddingException when it can't be made
     */
    public List<Optional<float[]>> complete(List<Memory> memories) throws EmbeddingException {
        List<Optional<float[]>> vectors = new ArrayList<>(of(memories));
        Optional<Embedder> maker = embedder();
        List<Integer> missing = IntStream.range(0, vectors.size())
                .filter(i -> vectors.get(i).isEmpty())
                .boxed()
                .toList();
        if (maker.isPresent() && !missing.isEmpty()) {
            List<float[]> made = maker.get()
                    .embed(missing.stream()
                            .map(i -> memories.get(i).text().content())
                            .toList());
            for (int i = 0; i < missing.size(); i++) {
                float[] rounded = PackedVector.unpack(PackedVector.pack(made.get(i)));
                vectors.set(missing.get(i), Optional.of(rounded));
            }
        }
        return vectors;
    }

    /**
     * The memories nearest to a question; empty where no vectors can be made.
     *
     * @param upTo the {@link Nearness#newest} that an earlier answer was told by
     * @throws EmbeddingException when the question's can't be made
     */
    Optional<Nearness> near(String question, Optional<Long> upTo) throws EmbeddingException {
        Optional<Embedder> maker = embedder();
        if (maker.isEmpty() || !file.exists()) {
            return Optional.empty();
        }
        byte[] vector = PackedVector.pack(maker.get().embed(List.of(question)).get(0));
        long newest = upTo.isPresent() ? upTo.get() : file.newest();
        return Optional.of(new Nearness(file.nearest(name(maker.get()), vector, newest, LEAST, MOST_NEAR), newest));
    }

    /** Closes what is open; later calls fail. Calling it again does nothing. */
    @Override
    public void close() {
        store.close();
        file.close();
    }
}
