package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Reads manifests as an outsider would, and writes some that Holdfast never would. */
final class Manifests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifests() {}

    static JsonNode read(StorageClient storage, String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return JSON.readTree(in);
        }
    }

    /** Every key that a manifest says its content lies under. */
    static List<String> referencedKeys(StorageClient storage, String key) throws IOException {
        List<String> keys = new ArrayList<>();
        read(storage, key)
                .path("metadata")
                .path("files")
                .forEach(file -> keys.add(file.path("key").asText()));
        return keys;
    }

    /** The keys of all manifests, oldest first. */
    static List<String> all(StorageClient storage) throws IOException {
        List<String> keys = new ArrayList<>();
        Listing.objects(storage, "systems/", Depth.ALL, object -> {
            if (object.key().endsWith("/manifest.json")) {
                keys.add(object.key());
            }
        });
        return keys;
    }

    /** Changes a manifest as somebody would who knows how they are made: its hashes are right again afterwards. */
    static void forge(StorageClient storage, String key, Consumer<ObjectNode> change) throws IOException {
        ObjectNode manifest = (ObjectNode) read(storage, key);
        change.accept(manifest);
        StringBuilder lines = new StringBuilder();
        for (JsonNode file : manifest.path("metadata").path("files")) {
            lines.append(file.path("sha256").asText())
                    .append("  ")
                    .append(file.path("source").asText())
                    .append('/')
                    .append(file.path("path").asText())
                    .append('\n');
        }
        manifest.put("checksum", sha256(lines.toString().getBytes(UTF_8)));
        if (manifest.path("metadata") instanceof ObjectNode metadata) {
            metadata.put("manifest_sha256", "0".repeat(64));
        }
        String blank = JSON.writeValueAsString(manifest);
        String sealed = blank.replaceFirst(
                "\"manifest_sha256\":\"0{64}\"", "\"manifest_sha256\":\"" + sha256(blank.getBytes(UTF_8)) + "\"");
        put(storage, key, sealed.getBytes(UTF_8));
    }

    static void put(StorageClient storage, String key, byte[] bytes) throws IOException {
        storage.put(key, Content.of(bytes), PutOptions.DEFAULT);
    }

    static byte[] get(StorageClient storage, String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return in.readAllBytes();
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
