package dev.holdfast.sync.embedding;

import dev.holdfast.sync.extension.Extensions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds what can make embeddings here. Looks when first asked, once for each home. Thread-safe. */
public final class Embedders {
    private static final String MISSING =
            "No embeddings are installed: run 'holdfast extension add embeddings' to have texts compared by meaning.";

    private static final Map<Path, Extensions.Found<Embedder>> FOUND = new ConcurrentHashMap<>();

    private Embedders() {}

    /**
     * The embedder of this installation, if there is one: on the class path, or an extension of the home. Loads no model;
     * the embedder's first use does.
     */
    public static Optional<Embedder> find(Path home) {
        return found(home).provided().stream().findFirst().map(Extensions.Provided::provider);
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
