package dev.holdfast.sync.space;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.event.CancelSignal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tests do with spaces and directories. */
final class Spaces {
    static final String SPACE = "notes";

    private Spaces() {}

    static SpaceStore.Source source(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    static SpaceDocument put(SpaceStore store, DocumentWish wish, String text) {
        return put(store, wish, text.getBytes(UTF_8));
    }

    static SpaceDocument put(SpaceStore store, String path, String text) {
        return put(store, DocumentWish.at(path), text);
    }

    static SpaceDocument put(SpaceStore store, DocumentWish wish, byte[] bytes) {
        try {
            return store.put(SPACE, wish, source(bytes)).document();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(SpaceStore store, SpaceDocument document) {
        try (InputStream in = store.open(document)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(SpaceStore store, String path) {
        return new String(bytes(store, store.find(SPACE, path).orElseThrow()), UTF_8);
    }

    /** The texts of all documents by their paths. */
    static Map<String, String> texts(SpaceStore store) {
        Map<String, String> texts = new TreeMap<>();
        store.list(SPACE).forEach(document -> texts.put(document.path(), new String(bytes(store, document), UTF_8)));
        return texts;
    }

    /** The texts of all files below a directory by their paths there, but for what is ours. */
    static Map<String, String> files(Path directory) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = directory.relativize(path).toString().replace('\\', '/');
                if (Files.isRegularFile(path) && !name.startsWith(".holdfast-")) {
                    texts.put(name, new String(Files.readAllBytes(path), UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    static void write(Path directory, String file, String text) {
        Path path = directory.resolve(file);
        try {
            Files.createDirectories(path.getParent() == null ? directory : path.getParent());
            Files.write(path, text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TransferReport export(SpaceStore store, Path directory, ExportOptions options) {
        return SpaceExporter.run(store, SPACE, directory, options, new CancelSignal());
    }

    static TransferReport bring(SpaceStore store, Path directory, ImportOptions options) {
        return SpaceImporter.run(store, SPACE, directory, options, new CancelSignal());
    }
}
