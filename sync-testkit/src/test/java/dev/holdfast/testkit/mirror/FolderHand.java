package dev.holdfast.testkit.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Somebody who works in a folder. */
record FolderHand(Path root) implements Edits.Hand {
    @Override
    public void write(String path, String text) throws IOException {
        Files.writeString(made(path), text);
    }

    private Path made(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            Files.createDirectories(root.resolve(path.substring(0, slash)));
        }
        return root.resolve(path);
    }

    @Override
    public void move(String path, String to) throws IOException {
        Files.move(root.resolve(path), made(to));
    }

    @Override
    public void delete(String path) throws IOException {
        Files.delete(root.resolve(path));
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        Files.createDirectory(root.resolve(path));
    }

    @Override
    public void removeDirectory(String path) throws IOException {
        Files.delete(root.resolve(path));
    }

    @Override
    public Map<String, String> files() throws IOException {
        Map<String, String> all = RealPair.texts(root);
        all.keySet().removeIf(path -> path.endsWith("/"));
        return all;
    }
}
