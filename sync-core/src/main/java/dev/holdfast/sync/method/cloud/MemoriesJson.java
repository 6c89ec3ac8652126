package dev.holdfast.sync.method.cloud;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryVectors;
import dev.holdfast.sync.state.StateException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memories as Akosha reads them: {@code {"conversations":[{id, content, embedding, timestamp, source, metadata}]}}. */
final class MemoriesJson {
    private static final Logger LOG = LoggerFactory.getLogger(MemoriesJson.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int PAGE = 100;

    /** How many numbers an embedding has that Akosha can use. */
    private static final int DIMENSIONS = 384;

    private final MemoryStore store;
    private final Optional<MemoryVectors> vectors;
    private final boolean sensitive;
    private final CancelSignal cancel;
    private boolean told;

    /**
     * @param vectors gives what memories mean, where that can be told
     * @param sensitive whether sensitive memories are among them, with what they say
     */
    MemoriesJson(MemoryStore store, Optional<MemoryVectors> vectors, boolean sensitive, CancelSignal cancel) {
        this.store = store;
        this.vectors = vectors;
        this.sensitive = sensitive;
        this.cancel = cancel;
    }

    /**
     * Writes all memories that say something, in the order of their ids and a page of them at a time: equal memories give
     * equal bytes.
     *
     * @return how many were written
     */
    long write(OutputStream out) throws IOException {
        long written = 0;
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("conversations");
            String last = "";
            List<Memory> page;
            do {
                cancel.throwIfCancelled();
                page = store.after(last, sensitive, PAGE);
                last = page.isEmpty() ? last : page.get(page.size() - 1).id();
                written += write(page, json);
            } while (page.size() == PAGE);
            json.writeEndArray();
            json.writeEndObject();
        }
        return written;
    }

    private int write(List<Memory> page, JsonGenerator json) throws IOException {
        List<Memory> telling = page.stream()
                .filter(memory -> !memory.text().content().isBlank())
                .toList();
        List<Optional<float[]>> meanings = meanings(telling);
        for (int i = 0; i < telling.size(); i++) {
            write(telling.get(i), meanings.get(i).filter(vector -> vector.length == DIMENSIONS), json);
        }
        return telling.size();
    }

    private List<Optional<float[]>> meanings(List<Memory> page) {
        if (vectors.isEmpty()) {
            return none(page);
        }
        try {
            return vectors.get().complete(page);
        } catch (CancellationException e) {
            throw e;
        } catch (EmbeddingException | RuntimeException | LinkageError e) {
            // An embedder of another maker may throw anything.
            if (!told) {
                LOG.warn("Some memories go to Akosha without an embedding. {}", e.toString());
            }
            told = true;
            return kept(page, vectors.get());
        }
    }

    private static List<Optional<float[]>> kept(List<Memory> page, MemoryVectors from) {
        try {
            return from.of(page);
        } catch (StateException e) {
            LOG.debug("The vectors can't be read", e);
            return none(page);
        }
    }

    private static List<Optional<float[]>> none(List<Memory> page) {
        return Collections.nCopies(page.size(), Optional.empty());
    }

    private static void write(Memory memory, Optional<float[]> embedding, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", memory.id());
        json.writeStringField("content", memory.text().content());
        if (embedding.isPresent()) {
            json.writeArrayFieldStart("embedding");
            for (float number : embedding.get()) {
                // Five digits tell more than the vector was kept with.
                json.writeNumber(BigDecimal.valueOf(Math.round(number * 1e5), 5));
            }
            json.writeEndArray();
        }
        json.writeStringField("timestamp", time(memory.created()));
        json.writeStringField("source", "holdfast");
        json.writeObjectFieldStart("metadata");
        json.writeStringField("type", memory.category());
        json.writeStringField("tags", memory.text().tags());
        json.writeStringField("keywords", memory.text().keywords());
        json.writeNumberField("importance", memory.importance());
        json.writeBooleanField("sensitive", memory.sensitive());
        json.writeStringField("updated_at", time(memory.updated()));
        json.writeNumberField("revision", memory.revision());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String time(Instant at) {
        return at.toString();
    }
}
