package dev.holdfast.embeddings;

import dev.holdfast.sync.embedding.EmbeddingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.List;
import java.util.Locale;

/**
 * The ONNX runtime's native libraries as files. The runtime by itself would unpack 16 MB into the temporary folder in each
 * process, and leave them there when that is killed.
 */
final class NativeLibraries {
    private static final String PATH_PROPERTY = "onnxruntime.native.path";
    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

    private NativeLibraries() {}

    /** Unpacks them where they are not there yet, and tells the runtime where. */
    static void provide() throws EmbeddingException {
        if (System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        String platform = platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        try {
            Path folder = folder();
            Files.createDirectories(folder);
            for (String library : LIBRARIES) {
                unpack("/ai/onnxruntime/native/" + platform + "/", System.mapLibraryName(library), folder);
            }
            System.setProperty(PATH_PROPERTY, folder.toString());
        } catch (IOException e) {
            throw new EmbeddingException(
                    "The embedding model's native library can't be unpacked beside its jar: see whether that folder can be"
                            + " written to and its disk has room.",
                    e);
        }
    }

    /** The runtime's name for a platform. */
    static String platform(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT);
        String processor = arch.toLowerCase(Locale.ROOT);
        String name = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return name + "-" + (processor.equals("amd64") || processor.equals("x86_64") ? "x64" : processor);
    }

    /** In the folder of what this class came from: of {@code x.jar} that is {@code x}. */
    private static Path folder() throws IOException {
        CodeSource source = NativeLibraries.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IOException("no place of its own");
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            String name = String.valueOf(jar.getFileName());
            return jar.resolveSibling(name.endsWith(".jar") ? name.substring(0, name.length() - 4) : name + "-files")
                    .resolve("native");
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void unpack(String from, String name, Path folder) throws IOException, EmbeddingException {
        URL resource = NativeLibraries.class.getResource(from + name);
        if (resource == null) {
            throw new EmbeddingException(
                    "There is no ONNX runtime for this machine (" + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch") + "), so no embeddings can be made on it.",
                    null);
        }
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        Path library = folder.resolve(name);
        try (InputStream content = connection.getInputStream()) {
            if (Files.exists(library) && Files.size(library) == connection.getContentLengthLong()) {
                return;
            }
            // Several processes may do this at once, and one may be killed: each file is there whole or not at all.
            Path part = Files.createTempFile(folder, name, ".part");
            try {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }
}
