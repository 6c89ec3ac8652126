package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.extension.Extensions;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryVectors;
import dev.holdfast.sync.memory.record.RecordService;
import dev.holdfast.sync.space.MemoryPlaces;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.state.HomeFiles;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.tree.KeptHashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What in the home is Holdfast's own: neither copied nor ever written over by what comes back. It is of no use elsewhere, or
 * would do harm there, changes with every sync, and must not even be opened: closing a lock's file, or a database's, by
 * another handle gives the locks on it away.
 */
final class OwnFiles {
    /** What the user has put into the home's databases is copied and brought back. */
    static final List<String> USERS_DATABASES = List.of(MemoryStore.FILE_NAME, SpaceStore.FILE_NAME);

    private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);

    private static final List<String> DATABASES =
            List.of(StateDatabase.FILE_NAME, MemoryVectors.FILE_NAME, KeptHashes.FILE_NAME, MemoryPlaces.FILE_NAME);

    private static final Set<String> NAMES = Set.copyOf(Stream.of(
                    DATABASES.stream().flatMap(each -> HomeFiles.ofDatabase(each).stream()),
                    USERS_DATABASES.stream().map(HomeFiles::lockOf),
                    Stream.of(
                            HomeFiles.LOCKS,
                            "drain.lock",
                            "drain-2.lock",
                            "drain-3.lock",
                            "drain-4.lock",
                            "spool",
                            "logs",
                            "drivers",
                            Extensions.FOLDER,
                            MemoryStore.KEY_PART_FILE_NAME,
                            RecordService.LOCK_FILE_NAME,
                            RecordService.CONTACT_FILE_NAME,
                            RecordService.CONTACT_PART_FILE_NAME,
                            MachineId.FILE_NAME,
                            DamageNotes.FILE_NAME))
            .flatMap(names -> names)
            .toList());

    private OwnFiles() {}

    /** Whether what has this name in the home, be it a file or a folder, is Holdfast's own. */
    static boolean isOwn(String name) {
        return NAMES.contains(name) || DATABASES.stream().anyMatch(each -> HomeFiles.isSetAside(name, each));
    }

    /** All paths in this home that are Holdfast's own, be anything there or not. */
    static Set<Path> in(Path home) {
        Set<Path> own = new HashSet<>();
        NAMES.forEach(name -> own.add(home.resolve(name)));
        try (Stream<Path> there = Files.list(home)) {
            there.filter(file -> isOwn(String.valueOf(file.getFileName()))).forEach(own::add);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The home can't be listed, so nothing in it is copied either.", e);
        }
        return own;
    }
}
