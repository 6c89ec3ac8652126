package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.TrashEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suite for workspaces needs to know, and what its parts share. */
abstract class WorkspaceContractSetup {
    /** Where downloads go. */
    @TempDir
    Path here = Path.of("");

    StorageClient storage = new MemoryStorage();
    Workspace workspace = tree(0);

    /** Gives an empty storage, once for each test. */
    protected abstract StorageClient emptyStorage() throws Exception;

    /** Which tree is tested. */
    protected int storageId() {
        return 0;
    }

    @BeforeEach
    void openWorkspace() throws Exception {
        storage = emptyStorage();
        workspace = tree(storageId());
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    /** Opens a tree of the storage as a new process would, remembering nothing. */
    final Workspace tree(int id) {
        return new Workspace(storage, id, WorkspaceOptions.usual());
    }

    final boolean can(Capability capability) {
        return storage.capabilities().contains(capability);
    }

    final FileEntry upload(String path, String text) throws StorageException {
        return workspace.upload(path, text(text), PutOptions.DEFAULT);
    }

    /** Uploads files whose content is their path. */
    final void uploadAll(String... paths) throws StorageException {
        for (String path : paths) {
            upload(path, path);
        }
    }

    final String read(String path) throws IOException {
        try (InputStream in = workspace.open(path)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    final String id(String path) throws StorageException {
        return workspace.resolve(path).orElseThrow(() -> new AssertionError("There is no entry " + path));
    }

    final List<String> ids(String... paths) throws StorageException {
        List<String> ids = new ArrayList<>();
        for (String path : paths) {
            ids.add(id(path));
        }
        return ids;
    }

    /** Puts entries into the trash and gives the name of the deletion. */
    final String trash(String... paths) throws StorageException {
        return workspace.delete(ids(paths), Deletion.TO_TRASH).trash().orElseThrow();
    }

    /** Every file's path. */
    final List<String> files() throws StorageException {
        return files(workspace);
    }

    static List<String> files(Workspace tree) throws StorageException {
        List<String> paths = new ArrayList<>();
        tree.entries("", Depth.ALL).forEach(entry -> paths.add(entry.path()));
        return paths;
    }

    /** Names in a folder; those of folders end in a slash. */
    final List<String> names(String folder) throws StorageException {
        List<String> names = new ArrayList<>();
        workspace
                .entries(folder, Depth.ONE_LEVEL)
                .forEach(entry -> names.add(entry.name() + (entry.isFolder() ? "/" : "")));
        return names;
    }

    final List<TrashEntry> trashed() throws StorageException {
        List<TrashEntry> entries = new ArrayList<>();
        workspace.trash().forEach(entries::add);
        return entries;
    }

    final List<String> trashedPaths() throws StorageException {
        return trashed().stream().map(TrashEntry::path).sorted().toList();
    }

    static Content text(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    /** A path so long that there is no room for its place in the trash. */
    static String longPath() {
        return String.join(
                "/", "x".repeat(240), "y".repeat(240), "z".repeat(240), "ü".repeat(120), "end-of-a-long-path");
    }

    /** What must not be taken for a path: hostile names, and the layer's own place in any case. */
    static List<String> hostilePaths() {
        List<String> paths = new ArrayList<>(HostileNames.keys());
        paths.remove("");
        paths.addAll(Arrays.asList(
                ".holdfast-tree",
                ".holdfast-tree/trash/x",
                ".HOLDFAST-Tree/clock",
                ".hold\u200cfast-tree/x",
                "\uff0eholdfast-tree/x",
                ".holdfast-tree/trees/1/x",
                "a/../.holdfast-tree/x"));
        return paths;
    }
}
