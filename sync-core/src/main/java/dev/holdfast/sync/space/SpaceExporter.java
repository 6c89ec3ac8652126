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
import java.io.InputStream;
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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the documents of a space as files, and a manifest of which file is which document. Doing it again writes what has
 * changed since, and nothing where nothing has. A file that a person has edited since, or that was there before, is left as it
 * is and named in the report; what is replaced or no longer in the space goes to the directory's trash. Nothing outside of the
 * directory is touched, whatever links lie in it.
 */
public final class SpaceExporter {
    private static final Duration KEPT_IN_TRASH = Duration.ofDays(30);
    private static final int HASHES = 100;
    private static final long LONGEST_MANIFEST = 32L << 20;

    private final SpaceStore store;
    private final String space;
    private final Path directory;
    private final ExportOptions options;
    private final CancelSignal cancel;
    private final TransferTally tally = new TransferTally(System::nanoTime);
    private final Map<String, String> exported = new HashMap<>();
    private final Set<String> left = new HashSet<>();

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

    /** The hashes that a file had before: an export that was cut short has written it, but said so in no manifest. */
    private interface Former {
        Former NONE = () -> List.of();

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
        Optional<TreeEntry> there = file(tree, SpaceManifest.FILE);
        Optional<SpaceManifest> before = manifest(tree, there);
        before.ifPresent(this::requireOurs);
        before.ifPresent(manifest -> manifest.documents().forEach(this::remember));
        Map<String, String> files = ExportLayout.of(documents, options.variant(), options.metadata());
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        for (SpaceDocument document : documents) {
            String file = files.getOrDefault(document.id(), document.path());
            wanted.put(file, wanted(document, file));
            if (options.metadata() && document.isDescribed()) {
                wanted.put(Sidecar.path(file), metadata(document, file));
            }
        }
        removeOthers(tree, wanted);
        for (Wanted each : wanted.values()) {
            cancel.throwIfCancelled();
            write(tree, each);
        }
        writeManifest(
                tree,
                there,
                documents,
                files,
                before.map(SpaceManifest::documents).orElse(List.of()));
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

    static Optional<SpaceManifest> manifest(Tree tree, Optional<TreeEntry> there) throws StorageException {
        if (there.isEmpty()) {
            return Optional.empty();
        }
        if (there.get().size() > LONGEST_MANIFEST) {
            throw new SpaceException("The file " + SpaceManifest.FILE + " is longer than " + (LONGEST_MANIFEST >> 20)
                    + " MiB, so it is no manifest: move it away to go on without it.");
        }
        try (InputStream in = tree.open(there.get())) {
            return Optional.of(SpaceManifest.parse(in.readAllBytes()));
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + SpaceManifest.FILE + " can't be read.", e);
        }
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
        for (Map.Entry<String, String> each : exported.entrySet()) {
            if (!wanted.containsKey(each.getKey())) {
                cancel.throwIfCancelled();
                if (remove(tree, each.getKey(), each.getValue())) {
                    emptied.add(SpaceNames.parent(each.getKey()));
                }
            }
        }
        emptied.forEach(path -> removeEmpty(tree, path));
    }

    private boolean remove(Tree tree, String path, String sha256) {
        try {
            Optional<TreeEntry> there = file(tree, path);
            if (there.isEmpty()) {
                return false;
            }
            TreeEntry now = tree.hashed(there.get(), cancel);
            if (!sha256.equals(now.hash()) && !options.force()) {
                left.add(path);
                tally.kept(
                        path,
                        "The file " + path
                                + " is no longer in the space, but was edited here, so it stays: import it, or"
                                + " delete it.");
                return false;
            }
            tree.trash(now);
            tally.deleted();
            return true;
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

    private void write(Tree tree, Wanted wanted) {
        try {
            @Nullable TreeEntry there = tree.look(wanted.file());
            if (there != null && there.kind() != EntryKind.FILE) {
                tally.failed(
                        wanted.file(),
                        "The file " + wanted.file()
                                + " can't be written, as something that is no file has its name: move" + " it away.");
                return;
            }
            TreeEntry now = there == null ? null : tree.hashed(there, cancel);
            if (now != null && wanted.sha256().equals(now.hash())) {
                exported.put(wanted.file(), wanted.sha256());
                tally.unchanged();
                return;
            }
            if (now != null && !options.force() && !isOurs(wanted, String.valueOf(now.hash()))) {
                tally.kept(
                        wanted.file(),
                        "The file " + wanted.file()
                                + " was edited here, or is not from this export, so it stays as it is:"
                                + " import it, move it away, or export with --force.");
                return;
            }
            put(tree, wanted, now);
            exported.put(wanted.file(), wanted.sha256());
            if (now == null) {
                tally.created();
            } else {
                tally.updated();
            }
        } catch (StorageException e) {
            tally.failed(wanted.file(), e.sentence());
        }
    }

    private boolean isOurs(Wanted wanted, String hash) {
        return known(wanted.file()).equals(Optional.of(hash))
                || wanted.former().hashes().contains(hash);
    }

    private Optional<String> known(String file) {
        return Optional.ofNullable(exported.get(file));
    }

    private void put(Tree tree, Wanted wanted, @Nullable TreeEntry over) throws StorageException {
        TreeEntry from =
                TreeEntry.file(wanted.file(), wanted.size(), wanted.modified()).withHash(wanted.sha256());
        tree.write(wanted.file(), over, from, wanted.source(), bytes -> {}, cancel);
    }

    /** It tells of each file what was written last, so that an edit is known as one also next time. */
    private void writeManifest(
            Tree tree,
            Optional<TreeEntry> there,
            List<SpaceDocument> documents,
            Map<String, String> files,
            List<Item> before)
            throws StorageException {
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
        byte[] bytes = new SpaceManifest(space, options.variant().word(), items).bytes();
        Wanted manifest = Wanted.of(SpaceManifest.FILE, bytes, Instant.now(), Former.NONE);
        TreeEntry now = there.isEmpty() ? null : tree.hashed(there.get(), cancel);
        if (now == null || !manifest.sha256().equals(now.hash())) {
            put(tree, manifest, now);
        }
    }
}
