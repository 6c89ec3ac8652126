package dev.holdfast.sync.extension;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of a folder, opened.
 *
 * @param loaders for each jar's file name a class loader that knows it and Holdfast, in the names' order
 * @param problems what could not be opened, one sentence each
 */
record ExtensionJars(Map<String, ClassLoader> loaders, List<String> problems) {
    static final String SUFFIX = ".jar";

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionJars.class);

    /** What is there now. Code is run from there, so what others could have put there is refused. */
    static ExtensionJars in(Path folder) {
        Map<String, ClassLoader> loaders = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try {
                openAll(folder, loaders, problems);
            } catch (IOException e) {
                LOG.warn("The folder {} can't be read.", folder, e);
                problems.add("The folder " + folder + " can't be read, so no extension is used: see who may read it.");
            }
        }
        problems.forEach(LOG::warn);
        return new ExtensionJars(Collections.unmodifiableMap(loaders), List.copyOf(problems));
    }

    private static void openAll(Path folder, Map<String, ClassLoader> loaders, List<String> problems)
            throws IOException {
        if (othersMayWrite(folder)) {
            problems.add("No extension is used, because others may write to " + folder
                    + ", from where code is run: run 'chmod go-w' on it, once you trust what is there.");
            return;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path jar : jars) {
                open(jar, loaders, problems);
            }
        }
        Collections.sort(problems);
    }

    private static void open(Path jar, Map<String, ClassLoader> loaders, List<String> problems) {
        String name = String.valueOf(jar.getFileName());
        try {
            if (othersMayWrite(jar)) {
                problems.add("The extension " + name + " is not used, because others may write to " + jar
                        + ": run 'chmod go-w' on it, once you trust it.");
                return;
            }
            // The class loader would pass over a file that is no jar without a word.
            new JarFile(jar.toFile()).close();
            loaders.put(
                    name,
                    new URLClassLoader(
                            "extension " + name,
                            new URL[] {jar.toUri().toURL()},
                            ExtensionJars.class.getClassLoader()));
        } catch (IOException e) {
            LOG.debug("The extension {} can't be opened.", jar, e);
            problems.add("The extension " + name + " can't be opened as a jar: put it into " + jar.getParent()
                    + " again, or remove it.");
        }
    }

    private static boolean othersMayWrite(Path path) throws IOException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            return permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions says in other ways who may write.
            return false;
        }
    }
}
