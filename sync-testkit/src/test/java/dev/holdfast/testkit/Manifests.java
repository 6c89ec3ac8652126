package dev.holdfast.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.sync.storage.StorageClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads manifests as an outsider would. */
final class Manifests {
    private Manifests() {}

    static JsonNode read(StorageClient storage, String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return new ObjectMapper().readTree(in);
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
}
