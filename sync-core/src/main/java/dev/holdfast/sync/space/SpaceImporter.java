package dev.holdfast.sync.space;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.space.SpaceManifest.Item;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.IgnoreRules;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes documents of the files in a directory, under the paths that they have there. Where the directory is an export, its
 * manifest says which file is which document: these come with their ids, paths, metadata and parents. Nothing in the directory is
 * changed, no link is followed, and nothing is ever deleted from the space, whatever is missing in the directory.
 */
public final class SpaceImporter {
    private static final Duration KEPT_IN_TRASH = Duration.ofDays(30);
    private static final int HASHES = 100;
    private static final int LONGEST_SIDECAR = 256 * 1024;

    private final SpaceStore store;
    private final String space;
    private final Path directory;
    private final ImportOptions options;
    private final CancelSignal cancel;
    private final TransferTally tally = new TransferTally(System::nanoTime);

    private SpaceImporter(SpaceStore store, String space, Path directory, ImportOptions options, CancelSignal cancel) {
        this.store = store;
        this.space = space;
        this.directory = directory.toAbsolutePath().normalize();
        this.options = options;
        this.cancel = cancel;
    }

    /**
     * Imports; makes the space when there is none of the name.
     *
     * @throws SpaceException when the directory is not there or can't be read, or its manifest is not what one should be;
     *     nothing was changed
     * @throws java.util.concurrent.CancellationException when cancelled; what was imported stays
     */
    public static TransferReport run(
            SpaceStore store, String space, Path directory, ImportOptions options, CancelSignal cancel) {
        return new SpaceImporter(store, space, directory, options, cancel).run();
    }

    private TransferReport run() {
        SpaceNames.requireSpace(space);
        try (Tree tree = new FolderTree(directory, HashCache.inMemory(HASHES), KEPT_IN_TRASH)) {
            TreeListing listing = tree.list(cancel);
            requireReadable(listing);
            Map<String, TreeEntry> files = new TreeMap<>();
            listing.entries().stream()
                    .filter(entry -> entry.kind() == EntryKind.FILE)
                    .forEach(entry -> files.put(entry.path(), entry));
            Optional<SpaceManifest> manifest = options.manifest()
                    ? SpaceManifestFile.read(tree, Optional.ofNullable(files.get(SpaceManifest.FILE)))
                    : Optional.empty();
            store.create(space);
            files.remove(SpaceManifest.FILE);
            manifest.ifPresent(known -> bringKnown(tree, known, files));
            bringOthers(tree, files);
        } catch (StorageException e) {
            throw new SpaceException(e.sentence());
        }
        return tally.report(space, directory);
    }

    private void requireReadable(TreeListing listing) {
        if (!listing.rootThere()) {
            throw new SpaceException("There is no directory " + directory + ": mount its disk, or name another one.");
        }
        if (listing.unreadable().contains("")) {
            throw new SpaceException(
                    "The directory " + directory + " can't be read: give this user the right to read it.");
        }
        listing.unreadable().stream()
                .filter(path -> options.recursive() || path.indexOf('/') < 0)
                .sorted()
                .forEach(path -> tally.failed(
                        path,
                        "What is in " + path + " can't be read, so it was left out: give this user the right to."));
        if (!listing.complete()) {
            tally.failed(
                    "", "The directory " + directory + " could not be looked through to its end: import it again.");
        }
    }

    /** What the manifest tells of, and the files that belong to it, which are no documents of their own. */
    private void bringKnown(Tree tree, SpaceManifest manifest, Map<String, TreeEntry> files) {
        Map<String, TreeEntry> renamed = renamed(tree, manifest, files);
        Set<String> seen = new HashSet<>();
        for (Item item : manifest.documents()) {
            cancel.throwIfCancelled();
            TreeEntry file = files.containsKey(item.file()) ? files.get(item.file()) : renamed.remove(item.sha256());
            if (file == null) {
                tellOfMissing(item);
            } else if (seen.add(file.path())) {
                bringItem(tree, item, file, files);
            } else {
                tally.failed(
                        file.path(), "The manifest names the file " + file.path() + " twice: the first one counts.");
            }
        }
        seen.forEach(files::remove);
        manifest.documents().forEach(item -> item.sidecar().ifPresent(sidecar -> files.remove(sidecar.file())));
    }

    private void tellOfMissing(Item item) {
        if (!item.isGone()) {
            tally.kept(
                    item.file(),
                    "The file " + item.file() + " of the export is not there, so its document was left as it is.");
        }
    }

    /** Files that the manifest does not name, by their hashes, when it names some that are not there. */
    private Map<String, TreeEntry> renamed(Tree tree, SpaceManifest manifest, Map<String, TreeEntry> files) {
        Set<String> missing = new HashSet<>();
        Map<String, TreeEntry> others = new TreeMap<>(files);
        for (Item item : manifest.documents()) {
            if (others.remove(item.file()) == null && !files.containsKey(item.file())) {
                missing.add(item.sha256());
            }
        }
        Map<String, TreeEntry> found = new HashMap<>();
        if (!missing.isEmpty()) {
            others.values()
                    .forEach(file -> attempt(file, () -> {
                        String hash = String.valueOf(tree.hashed(file, cancel).hash());
                        if (missing.contains(hash)) {
                            found.putIfAbsent(hash, file);
                        }
                    }));
        }
        return found;
    }

    private void bringItem(Tree tree, Item item, TreeEntry listed, Map<String, TreeEntry> files) {
        attempt(listed, () -> {
            TreeEntry file = tree.hashed(listed, cancel);
            Optional<String> told = described(tree, item, files);
            Optional<SpaceDocument> known = store.known(space, item.id());
            boolean edited = !item.sha256().equals(file.hash());
            if (known.isPresent() && known.get().deleted().isEmpty()) {
                bringEdit(tree, item, file, told, known.get());
            } else if (edited || told.isPresent() || isWanted(item, file, known)) {
                DocumentWish wish = new DocumentWish(
                        item.path(),
                        Optional.of(item.id()),
                        Optional.of(told.orElse(item.metadata())),
                        item.parent(),
                        Optional.of(edited ? file.modified() : item.modified()),
                        Optional.of(item.created()));
                bring(tree, file, wish, store.find(space, wish.path()));
            }
        });
    }

    /** Whether a file that is as it was exported is to become a document that is not there. */
    private boolean isWanted(Item item, TreeEntry file, Optional<SpaceDocument> deleted) {
        if (item.isGone()) {
            return false;
        }
        boolean wanted = deleted.isEmpty() || options.conflict() == ImportOptions.OnConflict.OVERWRITE;
        if (!wanted) {
            tally.kept(
                    file.path(),
                    "The document " + item.path() + " was deleted in the space since it was exported, so it stays so:"
                            + " --conflict overwrite would bring it back.");
        }
        return wanted;
    }

    /** What was exported is what both had; whatever only the file has changed is taken in. */
    private void bringEdit(Tree tree, Item item, TreeEntry file, Optional<String> told, SpaceDocument document)
            throws IOException {
        boolean edited = !item.sha256().equals(file.hash());
        boolean bothDescribed = told.isPresent() && !document.metadata().equals(item.metadata());
        boolean bothEdited = edited && !document.sha256().equals(item.sha256());
        DocumentWish wish = new DocumentWish(
                document.path(),
                Optional.empty(),
                told,
                Optional.empty(),
                Optional.of(file.modified()),
                Optional.empty());
        if ((!edited && told.isEmpty()) || isSame(document, file, wish)) {
            tally.unchanged();
        } else if (bothEdited || bothDescribed) {
            bring(tree, file, wish, Optional.of(document));
        } else if (edited) {
            store.put(space, wish, document, () -> tree.open(file));
            tally.updated();
        } else {
            store.update(space, document.id(), wish);
            tally.updated();
        }
    }

    /** Metadata that a person has edited since, in the file that shows them. */
    private Optional<String> described(Tree tree, Item item, Map<String, TreeEntry> files) throws StorageException {
        if (item.sidecar().isEmpty()) {
            return Optional.empty();
        }
        SpaceManifest.ExportedFile exported = item.sidecar().get();
        TreeEntry file = files.get(exported.file());
        if (file == null || exported.sha256().equals(tree.hashed(file, cancel).hash())) {
            return Optional.empty();
        }
        try (InputStream in = tree.open(file)) {
            Optional<Sidecar> sidecar = Sidecar.parse(in.readNBytes(LONGEST_SIDECAR));
            if (sidecar.isEmpty()) {
                tally.failed(
                        exported.file(),
                        "The file " + exported.file()
                                + " holds no metadata any more, so what the manifest tells was taken:"
                                + " mend it, and import again.");
            }
            return sidecar.map(Sidecar::metadata);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + exported.file() + " can't be read.", e);
        }
    }

    private void bringOthers(Tree tree, Map<String, TreeEntry> files) {
        IgnoreRules meant = IgnoreRules.of(options.patterns(), false);
        IgnoreRules ignored = IgnoreRules.of(options.ignore(), false);
        for (TreeEntry file : files.values()) {
            cancel.throwIfCancelled();
            String path = file.path();
            boolean deep = path.indexOf('/') >= 0;
            if (meant.ignores(path, false) && !ignored.ignores(path, false) && (options.recursive() || !deep)) {
                bring(tree, file, DocumentWish.at(path).withModified(file.modified()));
            }
        }
    }

    private void bring(Tree tree, TreeEntry file, DocumentWish wish) {
        attempt(file, () -> bring(tree, tree.hashed(file, cancel), wish, store.find(space, wish.path())));
    }

    /** Something that fails for one file alone. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(TreeEntry file, Step step) {
        try {
            step.run();
        } catch (StorageException e) {
            tally.failed(file.path(), e.sentence());
        } catch (SpaceException e) {
            tally.failed(file.path(), e.sentence());
        } catch (IOException e) {
            tally.failed(file.path(), "The file " + file.path() + " can't be read (" + e.getMessage() + ").");
        }
    }

    private void bring(Tree tree, TreeEntry file, DocumentWish wish, Optional<SpaceDocument> there) throws IOException {
        SpaceStore.Source source = () -> tree.open(file);
        if (there.isEmpty()) {
            store.put(space, wish, null, source);
            tally.created();
            return;
        }
        SpaceDocument document = there.get();
        if (isSame(document, file, wish)) {
            tally.unchanged();
            return;
        }
        switch (options.conflict()) {
            case SKIP ->
                tally.kept(
                        file.path(),
                        "The document " + document.path() + " is there already and is another than " + file.path()
                                + ", so it stays: --conflict overwrite or rename would bring the file in.");
            case OVERWRITE -> {
                store.put(space, wish, document, source);
                tally.updated();
            }
            case RENAME -> bringBeside(file, wish, source);
        }
    }

    private static boolean isSame(SpaceDocument document, TreeEntry file, DocumentWish wish) {
        return document.sha256().equals(file.hash())
                && document.path().equals(wish.path())
                && (wish.metadata().isEmpty() || wish.metadata().get().equals(document.metadata()))
                && (wish.parent().isEmpty() || wish.parent().equals(document.parent()));
    }

    /** Under the first path that is free, unless it was brought in so already. */
    private void bringBeside(TreeEntry file, DocumentWish wish, SpaceStore.Source source) throws IOException {
        String path = wish.path();
        Optional<SpaceDocument> taken = store.find(space, path);
        for (int number = 2; taken.isPresent(); number++) {
            if (taken.get().sha256().equals(file.hash())) {
                tally.unchanged();
                return;
            }
            path = numbered(wish.path(), number);
            taken = store.find(space, path);
        }
        DocumentWish other = new DocumentWish(
                path, Optional.empty(), wish.metadata(), wish.parent(), wish.modified(), Optional.empty());
        store.put(space, other, null, source);
        tally.created();
    }

    private static String numbered(String path, int number) {
        String name = SpaceNames.name(path);
        String stem = SafeNames.stem(name);
        String above = path.substring(0, path.length() - name.length());
        return above + stem + " (" + number + ")" + name.substring(stem.length());
    }
}
