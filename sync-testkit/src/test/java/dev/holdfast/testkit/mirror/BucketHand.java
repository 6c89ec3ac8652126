package dev.holdfast.testkit.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Somebody who works in a bucket with a program that knows nothing of mirrors. */
record BucketHand(StorageClient storage) implements Edits.Hand {
    /** What a tree writes to ask a bucket for its time; it is one object for ever. */
    static final String CLOCK = ".holdfast-tree/clock";

    @Override
    public void write(String path, String text) throws IOException {
        storage.put(path, Content.of(text.getBytes(UTF_8)), PutOptions.DEFAULT);
    }

    @Override
    public void move(String path, String to) throws IOException {
        String text = text(path);
        storage.delete(path);
        write(to, text);
    }

    private String text(String path) throws IOException {
        try (InputStream in = storage.open(path)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        storage.delete(path);
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        storage.putFolder(path + "/");
    }

    @Override
    public void removeDirectory(String path) throws IOException {
        storage.deleteFolder(path + "/");
    }

    @Override
    public Map<String, String> files() throws IOException {
        Map<String, String> all = new TreeMap<>();
        Listing.objects(storage, "", Depth.ALL, object -> all.put(object.key(), ""));
        all.keySet().removeIf(path -> path.startsWith(".holdfast-tree/trash/") || path.equals(CLOCK));
        Map<String, String> texts = new TreeMap<>();
        for (String path : all.keySet()) {
            texts.put(path, text(path));
        }
        return texts;
    }
}
