package dev.holdfast.sync.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what {@link MemoryExport} writes, and lines by other hands that have at least a {@code content}. */
final class JsonLinesReader implements MemoryReader {
    private final Instant now;

    JsonLinesReader(Instant now) {
        this.now = now;
    }

    @Override
    public void read(Path file, Consumer<Memory> each) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        JsonLine.each(file, line -> each.accept(line.checked(memory(line, seen))));
    }

    private Memory memory(JsonLine line, Map<String, Integer> seen) {
        String content = line.required("content");
        String category = line.text("category").orElse(NewMemory.USUAL_CATEGORY);
        Optional<Instant> created = line.time("created_at");
        Instant since = created.orElse(now);
        String id = line.text("id")
                .orElseGet(() -> StableIds.ofCopy(created.orElse(Instant.EPOCH), seen, category, content));
        if (!StableIds.isOne(id)) {
            throw line.bad("has an id that is none of Holdfast's; leave \"id\" out to have one made");
        }
        double revision = line.number("revision", 1);
        if (revision < 1 || revision != Math.rint(revision)) {
            throw line.bad("has no whole number from 1 in \"revision\"");
        }
        return new Memory(
                id,
                (long) revision,
                category,
                new MemoryText(
                        content,
                        line.text("tags").orElse(""),
                        line.text("expanded_keywords").orElse("")),
                line.number("importance", NewMemory.USUAL_IMPORTANCE),
                line.flag("sensitive"),
                since,
                line.time("updated_at").orElse(since),
                Optional.empty());
    }
}
