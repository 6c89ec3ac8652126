package dev.holdfast.sync.space;

import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The file of spaces, {@code spaces.db} in the home: a SQLite database of its own, since it is the user's. It is a source that
 * syncs copy and restores bring back; a damaged one is refused and never begun anew. Otherwise it is what {@link StateDatabase}
 * says of all the home's files. Thread-safe.
 */
public final class SpaceDatabase implements AutoCloseable {
    /** The file's name in the home. */
    public static final String FILE_NAME = "spaces.db";

    /** The lock under which the file is opened. */
    public static final String LOCK_FILE_NAME = "spaces.lock";

    private final Path file;
    private final StateDatabase database;

    /** The file in this home; opens nothing yet. */
    public SpaceDatabase(Path home, InstantSource clock) {
        this.file = home.resolve(FILE_NAME);
        this.database = new StateDatabase(home, SpaceSchema.SCHEMA, clock);
    }

    /** Whether there is such a file; false as long as nothing was ever stored. */
    public boolean exists() {
        return Files.exists(file);
    }

    /**
     * Reads as things stand at one moment. Looking makes no file.
     *
     * @param without the answer where there is no file yet
     * @throws dev.holdfast.sync.state.StateException when the file can't be used
     */
    public <T> T read(T without, StateDatabase.Work<T> work) {
        return exists() ? database.readAtOneMoment(work) : without;
    }

    /**
     * Runs the work in one transaction, as {@link StateDatabase#write} does; makes the file when it is not there.
     *
     * @throws dev.holdfast.sync.state.StateException when the file can't be used; nothing was written then
     */
    public <T> T write(StateDatabase.Work<T> work) {
        return database.write(work);
    }

    /** Closes the file; later calls fail. Calling it again does nothing. */
    @Override
    public void close() {
        database.close();
    }
}
