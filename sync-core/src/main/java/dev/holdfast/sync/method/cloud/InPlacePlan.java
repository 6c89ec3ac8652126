package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds where on this machine the files of a source belong. */
final class InPlacePlan {
    /** Besides what is left out of uploads. */
    private static final Set<String> NEVER_REPLACED = Set.of("holdfast.yaml", "staging", "restored", "remote");

    private static final List<String> LOGS = List.of("", "-wal", "-journal", ".wal");

    private final Settings settings;

    InPlacePlan(Settings settings) {
        this.settings = settings;
    }

    /**
     * The files of these sources at the paths that the settings give them.
     *
     * @throws SyncException when a source can't be there, or a file would replace one of Holdfast's own
     */
    RestorePlan of(Iterable<SourceState> states, List<SourceSetting> sources) throws SyncException, StorageException {
        List<RestoreReport.Source> placed = new ArrayList<>();
        List<RestorePlan.Placed> files = new ArrayList<>();
        for (SourceState state : states) {
            Path path = sources.stream()
                    .filter(source -> source.name().equals(state.name()))
                    .findFirst()
                    .orElseThrow()
                    .path();
            // The source's own path may be a link, to what it really is.
            Path real = real(path);
            placed.add(new RestoreReport.Source(state.name(), state.uploadId(), state.at(), real));
            files.addAll(isFile(real, state) ? file(real, state) : folder(real, state));
        }
        for (RestorePlan.Placed each : files) {
            requireNotOurs(each.target());
        }
        return new RestorePlan(placed, files);
    }

    private static Path real(Path path) throws StorageException {
        try {
            return Files.exists(path)
                    ? path.toRealPath()
                    : path.toAbsolutePath().normalize();
        } catch (IOException e) {
            throw new StorageException.Permanent("The path " + path + " can't be followed: check its rights.", e);
        }
    }

    /** An upload does not say whether a source was a file; where nothing is there, a lone file of that name was one. */
    private static boolean isFile(Path path, SourceState state) throws SyncException {
        String name = String.valueOf(path.getFileName());
        if (Files.isDirectory(path) || state.files().isEmpty()) {
            return false;
        }
        if (!Files.exists(path)) {
            return isOneFile(state) && main(state).equals(name);
        }
        if (isOneFile(state)) {
            return true;
        }
        throw new SyncException(
                CloudSync.NAME,
                "The source " + state.name() + " was a folder when it was uploaded, but " + path
                        + " is a file: restore it to a directory, or move that file away.",
                false,
                null);
    }

    private static String main(SourceState state) {
        return state.files().stream()
                .map(ManifestFile::path)
                .min(Comparator.comparing(String::length))
                .orElseThrow();
    }

    private static boolean isOneFile(SourceState state) {
        Set<String> expected = LOGS.stream().map(log -> main(state) + log).collect(Collectors.toSet());
        return state.files().stream().allMatch(file -> expected.contains(file.path()));
    }

    private static List<RestorePlan.Placed> file(Path path, SourceState state) {
        String main = main(state);
        Path base = path.resolveSibling("");
        return state.files().stream()
                .map(file -> new RestorePlan.Placed(
                        file,
                        base,
                        path.resolveSibling(path.getFileName() + file.path().substring(main.length()))))
                .toList();
    }

    private static List<RestorePlan.Placed> folder(Path base, SourceState state) throws SyncException {
        List<RestorePlan.Placed> files = new ArrayList<>();
        for (ManifestFile file : state.files()) {
            files.add(new RestorePlan.Placed(file, base, RestorePlan.resolve(base, file.path())));
        }
        return files;
    }

    /** A source may hold the home; what a remote says must not become our settings, state or jobs. */
    private void requireNotOurs(Path target) throws SyncException, StorageException {
        Path home = inOneCase(real(settings.home()));
        Path place = inOneCase(target);
        String name = place.startsWith(home) ? home.relativize(place).getName(0).toString() : "";
        if (OwnFiles.isOwn(name) || NEVER_REPLACED.contains(name)) {
            throw new SyncException(
                    CloudSync.NAME,
                    "The file " + target + " belongs to Holdfast itself and is not restored in place; restore to a"
                            + " directory.",
                    false,
                    null);
        }
    }

    /** On some file systems two names are one when they differ in case alone. */
    private static Path inOneCase(Path path) {
        return path.getFileSystem()
                .getPath(path.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }
}
