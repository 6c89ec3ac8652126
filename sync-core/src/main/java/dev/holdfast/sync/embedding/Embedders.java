package dev.holdfast.sync.embedding;

import dev.holdfast.sync.extension.Extensions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds what can make embeddings here. Looks when first asked, once for each home. Thread-safe. */
public final class Embedders {
    private static final String MISSING =
            "No embeddings are installed: run 'holdfast extension add embeddings', and restart the assistants that are"
                    + " running, to have texts compared by meaning.";

    /** What servers of memories want; an embedder of any other can only compare texts here. */
    private static final int USUAL_DIMENSIONS = 384;

    private static final Map<Path, Extensions.Found<Embedder>> FOUND = new ConcurrentHashMap<>();

    private Embedders() {}

    /**
     * The embedder of this installation, if there is one: on the class path, or an extension of the home. Loads no model;
     * the embedder's first use does. Of several, the first whose embeddings have 384 numbers, which servers want; else the
     * first.
     */
    public static Optional<Embedder> find(Path home) {
        List<Embedder> all = found(home).provided().stream()
                .map(Extensions.Provided::provider)
                .toList();
        return all.stream()
                .filter(each -> each.dimensions() == USUAL_DIMENSIONS)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** Why {@link #find} finds none and what to do, in a sentence. */
    public static String missing(Path home) {
        return found(home).problems().stream().findFirst().orElse(MISSING);
    }

    private static Extensions.Found<Embedder> found(Path home) {
        return FOUND.computeIfAbsent(
                home.toAbsolutePath().normalize(), at -> Extensions.of(at).find(Embedder.class));
    }
}
