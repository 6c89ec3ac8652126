package dev.holdfast.cli.extension;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** The jar with the embeddings, which a clone builds when it is first wanted: it is larger than all the rest. */
public final class EmbeddingsBuild {
    private final Path root;

    /** In this clone. */
    public EmbeddingsBuild(Path root) {
        this.root = root;
    }

    /**
     * The built jar; builds it when it is not there, or older than what it is made of.
     *
     * @param beforeBuild told before the build, which may take minutes
     * @throws ExtensionException when this is no clone, or the build fails
     */
    public Path jar(Runnable beforeBuild) throws ExtensionException {
        Path module = root.resolve("embeddings");
        Path jar = module.resolve("target/holdfast-embeddings.jar");
        if (!Files.exists(module.resolve("pom.xml"))) {
            throw new ExtensionException("The embeddings are built in a clone of Holdfast's repository, and " + root
                    + " is none: run './holdfast extension add embeddings' in one, with the same HOLDFAST_HOME.");
        }
        try {
            if (!isFresh(jar, module)) {
                beforeBuild.run();
                build();
            }
        } catch (IOException e) {
            throw new ExtensionException(
                    "The embeddings could not be built: install Maven 3.8 or newer (mvn), and see whether " + root
                            + " can be written to.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExtensionException("Building the embeddings was interrupted.", e);
        }
        return jar;
    }

    private boolean isFresh(Path jar, Path module) throws IOException {
        if (!Files.exists(jar)) {
            return false;
        }
        FileTime built = Files.getLastModifiedTime(jar);
        try (Stream<Path> sources = Files.walk(module.resolve("src"))) {
            return Stream.concat(sources, Stream.of(module.resolve("pom.xml"), root.resolve("pom.xml")))
                    .allMatch(source -> source.toFile().lastModified() <= built.toMillis());
        }
    }

    private void build() throws IOException, InterruptedException, ExtensionException {
        Path log = Files.createDirectories(root.resolve("dist")).resolve("extension.log");
        String maven = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
        ProcessBuilder builder = new ProcessBuilder(
                List.of(maven, "-B", "-ntp", "-q", "-Dquick", "package", "-pl", "embeddings", "-am"));
        builder.directory(root.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new ExtensionException("Building the embeddings failed; " + log + " says why.");
        }
    }
}
