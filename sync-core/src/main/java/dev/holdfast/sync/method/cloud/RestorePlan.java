package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which file goes where.
 *
 * @param sources each source, with the file or folder it becomes
 * @param files each file
 */
record RestorePlan(List<RestoreReport.Source> sources, List<Placed> files) {
    RestorePlan {
        sources = List.copyOf(sources);
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param file what the manifest says of it
     * @param base the folder that it may not leave
     * @param target where it goes; below the base
     */
    record Placed(ManifestFile file, Path base, Path target) {
        String name() {
            return file.source() + "/" + file.path();
        }
    }

    /** Each source in a folder of its name. */
    static RestorePlan below(Path directory, Iterable<SourceState> states) throws SyncException {
        List<RestoreReport.Source> sources = new ArrayList<>();
        List<Placed> files = new ArrayList<>();
        for (SourceState state : states) {
            Path base = directory.resolve(state.name());
            sources.add(new RestoreReport.Source(state.name(), state.uploadId(), state.at(), base));
            for (ManifestFile file : state.files()) {
                files.add(new Placed(file, base, resolve(base, file.path())));
            }
        }
        return new RestorePlan(sources, files);
    }

    /**
     * The place of a path below a folder.
     *
     * @throws SyncException when this machine can't have a file of that name
     */
    static Path resolve(Path base, String path) throws SyncException {
        Path place = base;
        for (String name : path.split("/", -1)) {
            if (!isOneName(base, name)) {
                throw new SyncException(
                        CloudSync.NAME,
                        "The upload holds a file whose name this machine can't have: " + path
                                + "; leave its source out, or restore it on another kind of machine.",
                        false,
                        null);
            }
            place = place.resolve(name);
        }
        return place;
    }

    /** A name of one file may be a path, a drive or a device somewhere else. */
    private static boolean isOneName(Path base, String name) {
        try {
            Path only = base.getFileSystem().getPath(name);
            return !only.isAbsolute()
                    && only.getNameCount() == 1
                    && only.toString().equals(name)
                    && !name.isEmpty()
                    && !name.equals(".")
                    && !name.equals("..")
                    && (File.separatorChar == '/' || StorageKeys.isValid(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
