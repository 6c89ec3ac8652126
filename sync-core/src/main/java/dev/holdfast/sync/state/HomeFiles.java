package dev.holdfast.sync.state;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How files of the home are called. */
public final class HomeFiles {
    /** The folder in the home for what is of use to this home's own processes alone. No copy of the home has it. */
    public static final String LOCKS = "locks";

    /** What SQLite puts beside a database, by the ends of their names. */
    static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

    /** Comes behind the name of a damaged database that was set aside, before the time of that. */
    static final String ASIDE = ".damaged-";

    private HomeFiles() {}

    /** The place of a lock, or of what only its holder reads and writes; its folder is there once a lock in it was taken. */
    public static Path inLocks(Path home, String name) {
        return home.resolve(LOCKS).resolve(name);
    }

    /**
     * The names of all that a database of the home may have there while it is in use: its own, what SQLite puts beside it, and
     * the lock under which it is opened.
     */
    public static List<String> ofDatabase(String fileName) {
        return Stream.concat(
                        Stream.of(fileName, lockOf(fileName)),
                        COMPANIONS.stream().map(end -> fileName + end))
                .toList();
    }

    /** Whether a file of this name is a damaged database of this kind that was set aside, or belongs to one. */
    public static boolean isSetAside(String name, String fileName) {
        return name.startsWith(fileName + ASIDE);
    }

    /** The name of the lock under which a database is made, migrated and set aside. */
    public static String lockOf(String fileName) {
        return fileName.replace(".db", ".lock");
    }
}
