package dev.holdfast.sync.extension;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be added to Holdfast without building it anew: jars that the user has put into the folder {@code extensions} of
 * the home, and providers on Holdfast's own class path. A jar names what it brings as Java's {@link ServiceLoader} wants it,
 * and holds everything that it needs beside Holdfast's own classes, which it shares.
 *
 * <p>Nothing is looked at before something is asked for. Each jar has a class loader of its own, which lasts as long as the
 * process: what is put into the folder later is there from the next start on. A jar that can't be used is told in a
 * sentence and never stops the others. Thread-safe.
 */
public final class Extensions {
    /** The folder's name within the home. */
    public static final String FOLDER = "extensions";

    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);
    /** A native library can be loaded by one class loader of a process only, so the loaders stay. */
    private static final Map<Path, Extensions> OPENED = new ConcurrentHashMap<>();

    private final Path folder;
    private final ExtensionJars jars;

    private Extensions(Path folder) {
        this.folder = folder;
        this.jars = ExtensionJars.in(folder);
    }

    /**
     * The extensions of a home; the same ones for the whole life of the process.
     *
     * @param home need not exist
     */
    public static Extensions of(Path home) {
        return OPENED.computeIfAbsent(home.toAbsolutePath().normalize().resolve(FOLDER), Extensions::new);
    }

    /**
     * What was found of one kind.
     *
     * @param provided each provider, those on the class path first, then by the jars' names
     * @param problems what can't be used, one sentence each
     */
    public record Found<T>(List<Provided<T>> provided, List<String> problems) {
        public Found {
            provided = List.copyOf(provided);
            problems = List.copyOf(problems);
        }
    }

    /**
     * One provider.
     *
     * @param provider made for this caller
     * @param origin where it came from, in words: {@code the extension x.jar}
     * @param folder where it may keep files of its own, and the user may put some for it: named as its jar; need not exist
     */
    public record Provided<T>(T provider, String origin, Path folder) {}

    /**
     * Makes every provider of this kind. Costs nothing to speak of when there is no folder.
     *
     * @param service an interface that providers implement
     */
    public <T> Found<T> find(Class<T> service) {
        List<Provided<T>> provided = new ArrayList<>();
        List<String> problems = new ArrayList<>(jars.problems());
        ClassLoader own = Extensions.class.getClassLoader();
        collect(new Origin("Holdfast's own class path", own, folder), service, provided, problems);
        jars.loaders().forEach((jar, loader) -> {
            String name = jar.substring(0, jar.length() - ExtensionJars.SUFFIX.length());
            collect(new Origin("the extension " + jar, loader, folder.resolve(name)), service, provided, problems);
        });
        return new Found<>(provided, problems);
    }

    /** The names of the jars that could be opened. */
    public List<String> jars() {
        return List.copyOf(jars.loaders().keySet());
    }

    private record Origin(String words, ClassLoader loader, Path folder) {}

    private <T> void collect(Origin origin, Class<T> service, List<Provided<T>> provided, List<String> problems) {
        try {
            Iterator<ServiceLoader.Provider<T>> all =
                    ServiceLoader.load(service, origin.loader()).stream().iterator();
            while (all.hasNext()) {
                ServiceLoader.Provider<T> next = all.next();
                // A jar's loader finds what is on our own class path too.
                if (origin.loader().equals(next.type().getClassLoader())) {
                    provided.add(new Provided<>(next.get(), origin.words(), origin.folder()));
                }
            }
        } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
            LOG.warn("What {} brings can't be used.", origin.words(), e);
            problems.add("What " + origin.words() + " brings can't be used with this version of Holdfast and Java; the"
                    + " log says why. Remove it from " + folder + ", or get one that fits.");
        }
    }
}
