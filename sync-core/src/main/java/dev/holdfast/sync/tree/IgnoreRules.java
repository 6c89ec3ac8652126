package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the user wants a mirror to leave alone, in the language of {@code .gitignore}: each directory may have a file
 * {@value #FILE} for what is in it. Of all patterns that match a path the last one counts, those of a deeper directory after
 * those above, and those of the settings before all files. What is in an ignored directory is ignored, whatever else is said.
 * Names are compared as they are spelled.
 *
 * <p>Immutable, thread-safe; the same answer each time.
 */
public final class IgnoreRules {
    /** The file in which a directory says what of it is ignored. */
    public static final String FILE = ".syncignore";

    /** Nobody writes more than this by hand. */
    private static final int LARGEST = 1 << 20;

    private final String text;
    private final Map<String, List<IgnorePattern>> patterns;
    private final Map<String, Boolean> directories = new ConcurrentHashMap<>();

    private IgnoreRules(String text, Map<String, List<IgnorePattern>> patterns) {
        this.text = text;
        this.patterns = patterns;
    }

    /**
     * Rules from the settings.
     *
     * @param lines each as in a file at the root
     * @param excludeDotFiles whether names that begin with a dot are ignored, unless a later pattern keeps them
     */
    public static IgnoreRules of(Collection<String> lines, boolean excludeDotFiles) {
        List<String> all = new ArrayList<>(excludeDotFiles ? List.of(".*") : List.of());
        all.addAll(lines);
        return new IgnoreRules(String.join("\n", all), Map.of("", parse(all)));
    }

    /**
     * These and those of a file.
     *
     * @param directory the path of the directory that the file is in; empty for the root
     * @param text what the file says
     */
    public IgnoreRules with(String directory, String text) {
        Map<String, List<IgnorePattern>> all = new HashMap<>(patterns);
        List<IgnorePattern> here = new ArrayList<>(all.getOrDefault(directory, List.of()));
        String lines = text.startsWith("\ufeff") ? text.substring(1) : text;
        here.addAll(parse(lines.lines().toList()));
        all.put(directory, List.copyOf(here));
        return new IgnoreRules(this.text + "\0" + directory + "\0" + text, Map.copyOf(all));
    }

    /** What tells these from others: rules of the same text ignore the same. */
    public String text() {
        return text;
    }

    /**
     * These and those of all files that a look at a tree found; this itself when there are none. One in an ignored directory
     * may be anything.
     *
     * @throws StorageException when one of them can't be read or is no file: without it, what nobody wanted would be sent
     * @throws java.util.concurrent.CancellationException when cancelled
     */
    public IgnoreRules with(Tree tree, TreeListing listing, CancelSignal cancel) throws StorageException {
        IgnoreRules rules = this;
        List<String> silent = new ArrayList<>(
                listing.unreadable().stream().filter(IgnoreRules::isOne).toList());
        for (TreeEntry entry : listing.entries()) {
            if (!isOne(entry.path())) {
                continue;
            }
            if (entry.kind() == EntryKind.FILE) {
                cancel.throwIfCancelled();
                rules = rules.with(FolderPaths.parent(entry.path()), read(tree, entry));
            } else {
                silent.add(entry.path());
            }
        }
        for (String path : silent) {
            rules.requireIgnored(path, tree);
        }
        return rules;
    }

    private static boolean isOne(String path) {
        return path.endsWith(FILE) && FolderPaths.name(path).equals(FILE);
    }

    private void requireIgnored(String path, Tree tree) throws StorageException {
        String directory = FolderPaths.parent(path);
        if (directory.isEmpty() || !ignores(directory, true)) {
            throw new StorageException.Permanent(
                    "The " + path + " of " + tree.describe()
                            + " can't be read or is no plain file, so what it is to keep private is not known: put a"
                            + " readable file there, or remove it.",
                    null);
        }
    }

    private static String read(Tree tree, TreeEntry file) throws StorageException {
        try (InputStream in = tree.open(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new StorageException.Permanent(
                        "The file " + file.path() + " of " + tree.describe()
                                + " is too large for a list of what to ignore: make it shorter.",
                        null);
            }
            // Past its end only a stream says whether the file has changed meanwhile.
            if (in.read() >= 0) {
                throw Seen.changed(file.path());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + file.path() + " can't be read.", e);
        }
    }

    private static List<IgnorePattern> parse(Collection<String> lines) {
        return lines.stream()
                .map(IgnorePattern::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether a path is ignored: for what it is, or for where it is. */
    public boolean ignores(String path, boolean directory) {
        int slash = path.lastIndexOf('/');
        if (slash >= 0 && isIgnored(path.substring(0, slash))) {
            return true;
        }
        return directory ? isIgnored(path) : decide(path, false);
    }

    private boolean isIgnored(String directory) {
        Boolean known = directories.get(directory);
        if (known == null) {
            int slash = directory.lastIndexOf('/');
            known = (slash >= 0 && isIgnored(directory.substring(0, slash))) || decide(directory, true);
            directories.put(directory, known);
        }
        return known;
    }

    private boolean decide(String path, boolean directory) {
        List<String> names = List.of(path.split("/"));
        String around = path;
        for (int depth = names.size() - 1; depth >= 0; depth--) {
            around = FolderPaths.parent(around);
            List<IgnorePattern> here = patterns.getOrDefault(around, List.of());
            List<String> below = names.subList(depth, names.size());
            for (int i = here.size() - 1; i >= 0; i--) {
                if (here.get(i).matches(below, directory)) {
                    return !here.get(i).keeps();
                }
            }
        }
        return false;
    }
}
