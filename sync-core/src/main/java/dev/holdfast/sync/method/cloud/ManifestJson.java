package dev.holdfast.sync.method.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Manifests as JSON: the seed's fields and Akosha's at the top, everything of ours in {@code metadata}. */
final class ManifestJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");

    private ManifestJson() {}

    /**
     * Writes a manifest.
     *
     * @throws StorageException.Permanent when Akosha would reject it, for example because of the system id
     */
    static byte[] write(Manifest manifest, Instant now) throws StorageException {
        ObjectNode root = JSON.createObjectNode();
        String time = manifest.uploadedAt().truncatedTo(ChronoUnit.MILLIS).toString();
        root.put("version", "1.0");
        root.put("system_type", "holdfast");
        root.put("system_id", manifest.systemId());
        root.put("upload_id", manifest.uploadId());
        root.put("timestamp", time);
        root.put("uploaded_at", time);
        root.put("conversation_count", Math.min(manifest.memoriesStored(), ManifestRules.MAX_CONVERSATIONS));
        if (manifest.totalSize() <= ManifestRules.MAX_TOTAL_SIZE) {
            root.put("total_size_bytes", manifest.totalSize());
        }
        root.put("checksum", manifest.checksum());
        root.put("compressed", manifest.compressionFormat().isPresent());
        manifest.compressionFormat().ifPresent(format -> root.put("compression_format", format));
        ArrayNode stored = root.putArray("files");
        manifest.stored().forEach(stored::add);
        ObjectNode metadata = root.putObject("metadata");
        metadata.put("producer", "holdfast");
        metadata.put("format", FORMAT);
        metadata.put("machine", manifest.machine());
        metadata.put("triggered_by", manifest.triggeredBy());
        metadata.put("checksum_over", "lines of: sha256, two spaces, source/path, newline; in the order of files");
        ArrayNode sources = metadata.putArray("sources");
        manifest.sources().forEach(sources::add);
        ArrayNode files = metadata.putArray("files");
        manifest.files().forEach(file -> write(file, files.addObject()));
        manifest.memories().ifPresent(memories -> write(memories, metadata.putObject("memories")));
        metadata.put(ManifestSeal.FIELD, ManifestSeal.BLANK);
        List<String> violations = ManifestRules.violations(root, now);
        if (!violations.isEmpty()) {
            throw new StorageException.Permanent(String.join(" ", violations), null);
        }
        try {
            return ManifestSeal.sealed(JSON.writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(StoredMemories memories, ObjectNode node) {
        node.put("count", memories.count());
        write(memories.file(), node);
    }

    private static void write(ManifestFile file, ObjectNode node) {
        node.put("source", file.source());
        node.put("path", file.path());
        node.put("kind", file.kind());
        node.put("size", file.size());
        node.put("sha256", file.sha256());
        node.put("mtime", file.modified().toString());
        node.put("key", file.key());
        node.put("stored_size", file.storedSize());
        node.put("stored_sha256", file.storedSha256());
        node.put("encoding", file.encoding());
    }

    /**
     * Reads a manifest. What a remote holds is not trusted: it must be as it was written, every key must lie among the
     * system's own uploads, and every file below its source.
     *
     * @throws StorageException.Corrupt when it is damaged, not one of ours or names what it must not
     */
    static Manifest read(byte[] bytes, UploadLayout layout, String uploadId) throws StorageException {
        try {
            JsonNode root = ManifestSeal.isWhole(bytes) ? JSON.readTree(bytes) : JSON.nullNode();
            JsonNode metadata = root.path("metadata");
            List<ManifestFile> files = new ArrayList<>();
            for (JsonNode file : metadata.path("files")) {
                files.add(file(file));
            }
            Manifest manifest = new Manifest(
                    root.path("upload_id").asText(),
                    root.path("system_id").asText(),
                    metadata.path("machine").asText(),
                    Instant.parse(root.path("uploaded_at").asText()),
                    metadata.path("triggered_by").asText(),
                    texts(metadata.path("sources")),
                    files,
                    texts(root.path("files")),
                    memories(metadata.path("memories")));
            if (isSound(manifest, root, layout, uploadId)) {
                return manifest;
            }
        } catch (IOException | DateTimeException e) {
            throw corrupt(layout, uploadId, e);
        }
        throw corrupt(layout, uploadId, null);
    }

    private static Optional<StoredMemories> memories(JsonNode node) {
        return node.isMissingNode()
                ? Optional.empty()
                : Optional.of(new StoredMemories(file(node), node.path("count").asLong(-1)));
    }

    private static ManifestFile file(JsonNode node) {
        return new ManifestFile(
                node.path("source").asText(),
                node.path("path").asText(),
                node.path("kind").asText(),
                node.path("size").asLong(-1),
                node.path("sha256").asText(),
                Instant.parse(node.path("mtime").asText()),
                node.path("key").asText(),
                node.path("stored_size").asLong(-1),
                node.path("stored_sha256").asText(),
                node.path("encoding").asText());
    }

    private static boolean isSound(Manifest manifest, JsonNode root, UploadLayout layout, String uploadId) {
        return manifest.uploadId().equals(uploadId)
                && manifest.systemId().equals(layout.systemId())
                && root.path("metadata").path("format").asInt() == FORMAT
                // By its own time: a rule about age is one for writing.
                && ManifestRules.violations(root, manifest.uploadedAt()).isEmpty()
                && manifest.files().stream().allMatch(file -> isSound(file, layout))
                && manifest.memories().stream().allMatch(memories -> isSound(memories, layout))
                && ManifestPaths.areSound(manifest.sources(), manifest.files())
                && root.path("checksum").asText().equals(manifest.checksum());
    }

    private static boolean isSound(ManifestFile file, UploadLayout layout) {
        return StorageKeys.isValid(file.key()) && layout.holds(file.key()) && isSound(file);
    }

    private static boolean isSound(StoredMemories memories, UploadLayout layout) {
        return layout.holdsMemories(memories.file().key()) && memories.count() >= 0 && isSound(memories.file());
    }

    private static boolean isSound(ManifestFile file) {
        return Encoding.named(file.encoding()).isPresent()
                && SHA256.matcher(file.sha256()).matches()
                && SHA256.matcher(file.storedSha256()).matches()
                && file.size() >= 0
                && file.storedSize() >= 0;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static StorageException corrupt(UploadLayout layout, String uploadId, @Nullable Exception cause) {
        return new StorageException.Corrupt(
                "The manifest " + layout.manifest(uploadId) + " is damaged, or is none that Holdfast has written:"
                        + " sync again, which describes everything anew.",
                cause);
    }
}
