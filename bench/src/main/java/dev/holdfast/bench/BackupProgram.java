package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Something that keeps a file of the user's at an S3 endpoint, again and again, and brings it back. */
interface BackupProgram {
    /** With its version, as the table shows it. */
    String name();

    /** What is not installed on this machine, as a sentence. */
    Optional<String> missing();

    /** Whether a database is read through its own program. Otherwise its file is read as any other. */
    boolean takesSnapshots();

    /**
     * Sets everything up in a bucket that is empty, up to where the first upload can begin.
     *
     * @param folder an empty one, for what the program keeps on this machine
     * @param file what is to be kept
     */
    Backup begin(S3Site site, Path folder, Path file) throws IOException;

    /** One file being kept. */
    interface Backup extends AutoCloseable {
        /** Brings the remote up to date; returns when it is. */
        void send() throws IOException;

        /** Brings the newest state back to a folder that was empty; returns the file. */
        Path restore() throws IOException;

        /** The most memory that was held up to now, in MiB. */
        double peakMebibytes();

        @Override
        default void close() throws IOException {}
    }
}
