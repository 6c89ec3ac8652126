package dev.holdfast.sync.method.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this home has sent of an upload that it has not finished, so that the next try goes on with it: files that arrived
 * whole are not sent again, and a storage that keeps the parts of a file that did not is asked for the same key.
 *
 * <p>It also keeps a name from standing for two contents, since what an earlier try has sent may still arrive late.
 *
 * <p>One line of JSON for each event, in a file in the home. Losing it costs sending again and nothing else, so nothing
 * is forced to disk. Not thread-safe: whoever syncs holds the home's drain lock.
 */
final class UploadJournal {
    private static final Logger LOG = LoggerFactory.getLogger(UploadJournal.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What one name stands for: a file's content in one encoding. */
    record Sent(String source, String path, String sha256, String encoding) {}

    /** What is stored under a name. */
    record Stored(long size, String sha256) {}

    private final Path file;
    private final String place;
    private final String uploadId;
    private final Map<Sent, String> names = new HashMap<>();
    private final Map<String, Stored> whole = new HashMap<>();
    private boolean begun;
    private boolean broken;

    private UploadJournal(Path file, String place, String uploadId) {
        this.file = file;
        this.place = place;
        this.uploadId = uploadId;
    }

    /** One for an upload that begins now. It replaces the last one, but not before something is sent. */
    static UploadJournal fresh(Path file, String place, String uploadId) {
        return new UploadJournal(file, place, uploadId);
    }

    /** The one that was left for this place, if there is one. */
    static Optional<UploadJournal> left(Path file, String place) {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            JsonNode first = JSON.readTree(lines.get(0));
            UploadJournal journal =
                    new UploadJournal(file, place, first.path("upload_id").asText());
            for (String line : lines.subList(1, lines.size())) {
                journal.take(JSON.readTree(line));
            }
            journal.begun = true;
            return Optional.of(journal)
                    .filter(left -> first.path("place").asText().equals(place));
        } catch (IOException e) {
            LOG.info("What an earlier try has sent can't be told, so it is sent again: {}", e.toString());
            return Optional.empty();
        }
    }

    private void take(JsonNode event) {
        String name = event.path("name").asText();
        if (event.has("stored_size")) {
            whole.put(
                    name,
                    new Stored(
                            event.path("stored_size").asLong(),
                            event.path("stored_sha256").asText()));
        } else {
            Sent sent = new Sent(
                    event.path("source").asText(),
                    event.path("path").asText(),
                    event.path("sha256").asText(),
                    event.path("encoding").asText());
            names.put(sent, name);
        }
    }

    String uploadId() {
        return uploadId;
    }

    /** Every name that was given away. */
    Collection<String> names() {
        return names.values();
    }

    /** The name that this content was sent under. */
    Optional<String> name(Sent sent) {
        return Optional.ofNullable(names.get(sent));
    }

    /** What arrived whole under the name. */
    Optional<Stored> whole(String name) {
        return Optional.ofNullable(whole.get(name));
    }

    /** Says, before it is sent, that from now on the name stands for this. */
    void begin(String name, Sent sent) {
        names.put(sent, name);
        ObjectNode event = JSON.createObjectNode().put("name", name);
        event.put("source", sent.source()).put("path", sent.path());
        write(event.put("sha256", sent.sha256()).put("encoding", sent.encoding()));
    }

    /** Says that what the name stands for has arrived whole. */
    void end(String name, Stored stored) {
        whole.put(name, stored);
        ObjectNode event = JSON.createObjectNode().put("name", name);
        write(event.put("stored_size", stored.size()).put("stored_sha256", stored.sha256()));
    }

    /** The upload is finished: there is nothing to go on with. */
    void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It names an upload that has its manifest by now, and so is passed over.
            LOG.debug("The journal can't be removed", e);
        }
    }

    private void write(ObjectNode event) {
        if (broken) {
            return;
        }
        try {
            if (!begun) {
                Files.createDirectories(file.getParent());
                Files.deleteIfExists(file);
                append(JSON.createObjectNode().put("place", place).put("upload_id", uploadId));
                begun = true;
            }
            append(event);
        } catch (IOException e) {
            LOG.warn("What is sent can't be noted down, so a next try would send it again: {}", e.toString());
            // One with a gap could let a name stand for two contents.
            broken = true;
            close();
        }
    }

    private void append(ObjectNode event) throws IOException {
        Files.writeString(
                file, line(event), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(ObjectNode event) throws JsonProcessingException {
        return JSON.writeValueAsString(event) + "\n";
    }
}
