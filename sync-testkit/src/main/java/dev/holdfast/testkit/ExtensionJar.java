package dev.holdfast.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes an extension as its maker would: compiles a class and puts it into a jar that names it as a provider. */
public final class ExtensionJar {
    private ExtensionJar() {}

    /**
     * Compiles and packs.
     *
     * @param jar where to; its directory exists or is made
     * @param source a Java source file
     * @param classPath what to compile against, such as Holdfast's own jar
     * @param service the interface that is provided
     * @param provider the binary name of the class that provides it
     * @throws IOException when it does not compile, with what the compiler said, or can't be written
     */
    public static void build(Path jar, Path source, String classPath, Class<?> service, String provider)
            throws IOException {
        Path classes = Files.createTempDirectory("extension");
        compile(source, classPath, classes);
        Path folder = Objects.requireNonNull(jar.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "extension", ".part");
        try (OutputStream out = Files.newOutputStream(part);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                entry(entries, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            entry(entries, "META-INF/services/" + service.getName(), provider.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(part, jar);
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void compile(Path source, String classPath, Path classes) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a runtime");
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-proc:none", "--release", "17", "-cp", classPath, "-d", classes.toString());
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                throw new IOException(source + " does not compile: " + said);
            }
        }
    }

    private static void entry(JarOutputStream entries, String name, byte[] content) throws IOException {
        entries.putNextEntry(new JarEntry(name));
        entries.write(content);
        entries.closeEntry();
    }
}
