package dev.holdfast.sync.space;

import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Where memories have their files: {@code memory-files.db} in the home. The names tell what memories say, so it is a file of
 * its own that is no source: it leaves the machine by no upload. Thread-safe.
 */
public final class MemoryPlaces implements AutoCloseable {
    /** The file's name in the home. */
    public static final String FILE_NAME = "memory-files.db";

    private final StateDatabase database;

    /** The file in this home; opens nothing yet. */
    public MemoryPlaces(Path home, InstantSource clock) {
        this.database = new StateDatabase(home, MemorySpaceRows.SCHEMA, clock);
    }

    /**
     * Reads as things stand at one moment. Looking makes no file.
     *
     * @param without the answer where there is no file yet
     * @throws dev.holdfast.sync.state.StateException when the file can't be used
     */
    public <T> T read(T without, StateDatabase.Work<T> work) {
        return database.readIfThere(without, work);
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
