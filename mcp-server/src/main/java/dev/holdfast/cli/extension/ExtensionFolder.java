package dev.holdfast.cli.extension;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.extension.Extensions;
import dev.holdfast.sync.method.SyncMethodFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The jars in a home's folder of extensions. What is put there is used by processes that start afterwards. */
public final class ExtensionFolder {
    /** The extension that Holdfast itself has; what it keeps beside its jar can be made again. */
    public static final String EMBEDDINGS = "embeddings";

    private static final String SUFFIX = ".jar";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private final Path home;
    private final Path folder;

    /** Of these settings' home. */
    public ExtensionFolder(Settings settings) {
        this.home = settings.home();
        this.folder = home.resolve(Extensions.FOLDER);
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /**
     * Copies a jar into the folder, in place of one of the same name. A process that uses the old one goes on with it.
     *
     * @param name without {@code .jar}
     * @return where it is now
     * @throws ExtensionException when it is no jar, or can't be copied
     */
    public Path add(String name, Path jar) throws ExtensionException {
        Path target = target(name);
        requireJar(jar);
        try {
            Files.createDirectories(folder, ownerAlone(home));
            Path part = Files.createTempFile(folder, name, ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    // Into the file that was made for its owner alone; a copy would bring the jar's own rights.
                    Files.copy(jar, out);
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return target;
        } catch (IOException e) {
            throw new ExtensionException(
                    "The extension " + name + " could not be put into " + folder
                            + ": see whether it can be written to and" + " its disk has room.",
                    e);
        }
    }

    private static void requireJar(Path jar) throws ExtensionException {
        try {
            new JarFile(jar.toFile()).close();
        } catch (IOException e) {
            throw new ExtensionException(
                    jar + " is not there or is no jar: give the path of a jar, or the name " + EMBEDDINGS + ".", e);
        }
    }

    /**
     * Removes an extension's jar, and of Holdfast's own also what it had unpacked.
     *
     * @return a sentence that says what stays, if anything
     * @throws ExtensionException when there is none of that name, or it can't be removed
     */
    public String remove(String name) throws ExtensionException {
        Path target = target(name);
        Path kept = folder.resolve(name);
        try {
            if (!Files.deleteIfExists(target)) {
                throw new ExtensionException("There is no extension " + name + " in " + folder
                        + "; 'holdfast extension list' shows what there is.");
            }
            if (name.equals(EMBEDDINGS)) {
                deleteAll(kept);
            }
        } catch (IOException e) {
            throw new ExtensionException("The extension " + name + " could not be removed from " + folder + ".", e);
        }
        return Files.exists(kept) ? "What was set up for it stays in " + kept + "." : "";
    }

    /** Each jar's name, and in words what it brings; what can't be used is told by {@link #problems}. */
    public Map<String, String> list() {
        Extensions extensions = Extensions.of(home);
        Map<String, List<String>> brought = new TreeMap<>();
        extensions.jars().forEach(jar -> brought.put(jar, new ArrayList<>()));
        note(extensions.find(SyncMethodFactory.class), "a sync method", brought);
        note(extensions.find(Embedder.class), "embeddings", brought);
        Map<String, String> listed = new TreeMap<>();
        brought.forEach((jar, what) -> listed.put(
                jar.substring(0, jar.length() - SUFFIX.length()),
                what.isEmpty() ? "nothing that can be used" : String.join(" and ", what)));
        return listed;
    }

    /** What can't be used, one sentence each. */
    public List<String> problems() {
        Extensions extensions = Extensions.of(home);
        List<String> problems =
                new ArrayList<>(extensions.find(SyncMethodFactory.class).problems());
        extensions.find(Embedder.class).problems().stream()
                .filter(problem -> !problems.contains(problem))
                .forEach(problems::add);
        return problems;
    }

    private static void note(Extensions.Found<?> found, String what, Map<String, List<String>> brought) {
        found.provided().forEach(each -> {
            List<String> of = brought.get(each.folder().getFileName() + SUFFIX);
            if (of != null) {
                of.add(what);
            }
        });
    }

    private Path target(String name) throws ExtensionException {
        if (!NAME.matcher(name).matches()) {
            throw new ExtensionException(
                    "An extension's name is made of letters, digits, dots and hyphens, which '" + name + "' is not.");
        }
        return folder.resolve(name + SUFFIX);
    }

    private static FileAttribute<?>[] ownerAlone(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
                : new FileAttribute<?>[0];
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
