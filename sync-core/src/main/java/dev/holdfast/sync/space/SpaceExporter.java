package dev.holdfast.sync.space;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.space.SpaceManifest.ExportedFile;
import dev.holdfast.sync.space.SpaceManifest.Item;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the documents of a space as files, and a manifest of which file is which document. Doing it again writes what has
 * changed since, and nothing where nothing has. A file that a person has edited since, or that was there before, is left as it
 * is and named in the report; what is replaced or no longer in the space goes to the directory's trash. Nothing outside of the
 * directory is touched, whatever links lie in it.
 */
public final class SpaceExporter {
    static final Duration KEPT_IN_TRASH = Duration.ofDays(30);

    private static final int HASHES = 100;

    private final SpaceStore store;
    private final String space;
    private final Path directory;
    private final ExportOptions options;
    private final CancelSignal cancel;
    private final TransferTally tally = new TransferTally(System::nanoTime);
    private final Map<String, String> exported = new HashMap<>();
    private final Set<String> left = new HashSet<>();

    /** What this export or one that was cut short may have written, by hash, and no manifest tells of as written. */
    private final Map<String, Set<String>> begun = new TreeMap<>();

    private SpaceExporter(SpaceStore store, String space, Path directory, ExportOptions options, CancelSignal cancel) {
        this.store = store;
        this.space = space;
        this.directory = directory.toAbsolutePath().normalize();
        this.options = options;
        this.cancel = cancel;
    }

    /** A file that is to be there. */
    private record Wanted(String file, String sha256, long size, Instant modified, Tree.Source source, Former former) {
        static Wanted of(String file, byte[] bytes, Instant modified, Former former) {
            return new Wanted(
                    file, Hashes.of(bytes), bytes.length, modified, () -> new ByteArrayInputStream(bytes), former);
        }
    }

    /** What is to be written over what was seen. */
    private record Write(Wanted wanted, @Nullable TreeEntry over) {}

    /** The hashes that a file had before, in case that an export wrote it whose manifest is gone. */
    private interface Former {
        List<String> hashes();
    }

    /**
     * Exports.
     *
     * @param directory made when it is not there
     * @throws SpaceException when there is no such space, or the directory can't be one of its exports; nothing was written
     * @throws java.util.concurrent.CancellationException when cancelled; the next export goes on
     */
    public static TransferReport run(
            SpaceStore store, String space, Path directory, ExportOptions options, CancelSignal cancel) {
        return new SpaceExporter(store, space, directory, options, cancel).run();
    }

    private TransferReport run() {
        List<SpaceDocument> documents = store.list(space);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new SpaceException("The directory " + directory + " can't be made ("
                    + e.getClass().getSimpleName() + "): name another one, or move away what has its name.");
        }
        try (Tree tree = new FolderTree(directory, HashCache.inMemory(HASHES), KEPT_IN_TRASH)) {
            export(tree, documents);
            tree.sweep();
        } catch (StorageException e) {
            throw new SpaceException(e.sentence());
        }
        return tally.report(space, directory);
    }

    private void export(Tree tree, List<SpaceDocument> documents) throws StorageException {
        SpaceManifestFile file = new SpaceManifestFile(directory, tree, cancel);
        Optional<SpaceManifest> there = file.read();
        there.ifPresent(this::requireOurs);
        List<Item> before = there.map(SpaceManifest::documents).orElse(List.of());
        before.forEach(this::remember);
        there.ifPresent(manifest -> manifest.begun().forEach(each -> mayWrite(each.file(), each.sha256())));
        Map<String, String> files = ExportLayout.of(documents, options.variant(), options.metadata());
        Map<String, Wanted> wanted = wanted(documents, files);
        removeOthers(tree, wanted);
        List<Write> writes = new ArrayList<>();
        for (Wanted each : wanted.values()) {
            cancel.throwIfCancelled();
            look(tree, each).ifPresent(writes::add);
        }
        if (!writes.isEmpty()) {
            // Said before it is done: were this to end in the middle, the next one knows what may be there.
            writes.forEach(each -> mayWrite(each.wanted().file(), each.wanted().sha256()));
            file.write(manifest(before));
        }
        for (Write each : writes) {
            cancel.throwIfCancelled();
            write(tree, each);
        }
        List<Item> items = items(documents, files, before);
        rememberUntold(items, wanted.keySet());
        file.write(manifest(items));
    }

    /** The metadata of a document whose own file is not ours is in no item, and yet may have to go one day. */
    private void rememberUntold(List<Item> items, Set<String> wanted) {
        Set<String> untold = new TreeSet<>(wanted);
        for (Item item : items) {
            untold.remove(item.file());
            item.sidecar().ifPresent(sidecar -> untold.remove(sidecar.file()));
        }
        untold.forEach(each -> known(each).ifPresent(hash -> mayWrite(each, hash)));
    }

    private void mayWrite(String file, String sha256) {
        begun.computeIfAbsent(file, each -> new TreeSet<>()).add(sha256);
    }

    private SpaceManifest manifest(List<Item> items) {
        List<ExportedFile> open = new ArrayList<>();
        begun.forEach((file, hashes) -> hashes.forEach(hash -> open.add(new ExportedFile(file, hash))));
        return new SpaceManifest(space, options.variant().word(), items, open);
    }

    private Map<String, Wanted> wanted(List<SpaceDocument> documents, Map<String, String> files) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        for (SpaceDocument document : documents) {
            String file = files.getOrDefault(document.id(), document.path());
            wanted.put(file, wanted(document, file));
            if (options.metadata() && document.isDescribed()) {
                wanted.put(Sidecar.path(file), metadata(document, file));
            }
        }
        return wanted;
    }

    private Wanted wanted(SpaceDocument document, String file) {
        return new Wanted(
                file,
                document.sha256(),
                document.size(),
                document.modified(),
                () -> store.open(document),
                () -> store.versions(space, document.id()).stream()
                        .map(SpaceVersion::sha256)
                        .toList());
    }

    private Wanted metadata(SpaceDocument document, String file) {
        return Wanted.of(
                Sidecar.path(file),
                Sidecar.of(document),
                document.described(),
                () -> store.versions(space, document.id()).stream()
                        .map(version -> Hashes.of(Sidecar.of(document.id(), version.metadata())))
                        .toList());
    }

    private static Optional<TreeEntry> file(Tree tree, String path) throws StorageException {
        TreeEntry entry = tree.look(path);
        return entry != null && entry.kind() == EntryKind.FILE ? Optional.of(entry) : Optional.empty();
    }

    private void requireOurs(SpaceManifest manifest) {
        if (!manifest.space().equals(space)) {
            throw new SpaceException("The directory " + directory + " holds an export of the space "
                    + SpaceNames.shown(manifest.space()) + ", and not of " + space + ": name another one.");
        }
    }

    private void remember(Item item) {
        exported.put(item.file(), item.sha256());
        item.sidecar().ifPresent(sidecar -> exported.put(sidecar.file(), sidecar.sha256()));
    }

    /** Before anything is written: a directory may have to be where a file was, or a name be there in another case. */
    private void removeOthers(Tree tree, Map<String, Wanted> wanted) {
        TreeSet<String> emptied = new TreeSet<>(Comparator.reverseOrder());
        Set<String> others = new TreeSet<>(exported.keySet());
        others.addAll(begun.keySet());
        others.removeAll(wanted.keySet());
        for (String each : others) {
            cancel.throwIfCancelled();
            if (remove(tree, each)) {
                emptied.add(SpaceNames.parent(each));
            }
        }
        emptied.forEach(path -> removeEmpty(tree, path));
    }

    private boolean remove(Tree tree, String path) {
        try {
            Optional<TreeEntry> there = file(tree, path);
            if (there.isPresent()) {
                TreeEntry now = tree.hashed(there.get(), cancel);
                // What no manifest has ever told of may be somebody's own, whatever is asked.
                boolean forced = options.force() && exported.containsKey(path);
                if (!isOurs(path, String.valueOf(now.hash())) && !forced) {
                    left.add(path);
                    begun.remove(path);
                    tally.kept(
                            path,
                            "The file " + path
                                    + " is no longer in the space, but was edited here, so it stays: import it, or"
                                    + " delete it.");
                    return false;
                }
                tree.trash(now);
                tally.deleted();
            }
            begun.remove(path);
            return there.isPresent();
        } catch (StorageException e) {
            left.add(path);
            tally.failed(path, e.sentence());
            return false;
        }
    }

    private void removeEmpty(Tree tree, String emptied) {
        String path = emptied;
        try {
            while (!path.isEmpty() && tree.look(path) != null && tree.removeDirectory(path)) {
                path = SpaceNames.parent(path);
            }
        } catch (StorageException e) {
            tally.failed(path, e.sentence());
        }
    }

    /** Tells what is to be written, if anything is. */
    private Optional<Write> look(Tree tree, Wanted wanted) {
        try {
            @Nullable TreeEntry there = tree.look(wanted.file());
            if (there != null && there.kind() != EntryKind.FILE) {
                tally.failed(
                        wanted.file(),
                        "The file " + wanted.file()
                                + " can't be written, as something that is no file has its name: move" + " it away.");
                return Optional.empty();
            }
            TreeEntry now = there == null ? null : tree.hashed(there, cancel);
            if (now == null) {
                return Optional.of(new Write(wanted, null));
            }
            String hash = String.valueOf(now.hash());
            if (wanted.sha256().equals(hash)) {
                settle(wanted);
                tally.unchanged();
                return Optional.empty();
            }
            boolean ours =
                    isOurs(wanted.file(), hash) || wanted.former().hashes().contains(hash);
            if (ours || options.force()) {
                return Optional.of(new Write(wanted, now));
            }
            begun.remove(wanted.file());
            tally.kept(
                    wanted.file(),
                    "The file " + wanted.file()
                            + " was edited here, or is not from this export, so it stays as it is:"
                            + " import it, move it away, or export with --force.");
        } catch (StorageException e) {
            tally.failed(wanted.file(), e.sentence());
        }
        return Optional.empty();
    }

    private void write(Tree tree, Write write) {
        Wanted wanted = write.wanted();
        TreeEntry from =
                TreeEntry.file(wanted.file(), wanted.size(), wanted.modified()).withHash(wanted.sha256());
        try {
            tree.write(wanted.file(), write.over(), from, wanted.source(), bytes -> {}, cancel);
            settle(wanted);
            if (write.over() == null) {
                tally.created();
            } else {
                tally.updated();
            }
        } catch (StorageException e) {
            tally.failed(wanted.file(), e.sentence());
        }
    }

    /** It is there as it is to be. */
    private void settle(Wanted wanted) {
        exported.put(wanted.file(), wanted.sha256());
        begun.remove(wanted.file());
    }

    private boolean isOurs(String file, String hash) {
        return known(file).equals(Optional.of(hash))
                || begun.getOrDefault(file, Set.of()).contains(hash);
    }

    private Optional<String> known(String file) {
        return Optional.ofNullable(exported.get(file));
    }

    /** They tell of each file what was written last, so that an edit is known as one also next time. */
    private List<Item> items(List<SpaceDocument> documents, Map<String, String> files, List<Item> before) {
        List<Item> items = new ArrayList<>();
        for (SpaceDocument document : documents) {
            String file = files.getOrDefault(document.id(), document.path());
            Optional<String> sha256 = known(file);
            if (sha256.isPresent()) {
                items.add(new Item(
                        document.id(),
                        document.path(),
                        file,
                        document.revision(),
                        sha256.get(),
                        document.modified(),
                        document.created(),
                        document.metadata(),
                        document.parent(),
                        options.metadata() && document.isDescribed()
                                ? known(Sidecar.path(file)).map(hash -> new ExportedFile(Sidecar.path(file), hash))
                                : Optional.empty(),
                        false));
            }
        }
        // What could not go yet is tried again, and an import takes it for no document.
        before.stream()
                .filter(item -> left.contains(item.file()))
                .map(Item::gone)
                .forEach(items::add);
        return items;
    }
}
