package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that moves a file to an S3 endpoint or back, one process each time. */
interface S3Program {
    /** With its version, as the table shows it. */
    String name();

    /** What is not installed on this machine, as a sentence. */
    Optional<String> missing();

    /** The command that sends a file. */
    List<String> put(S3Login login, Path file, String key);

    /**
     * The command that fetches an object into a file, and fails when it is not what was sent.
     *
     * @param sha256 what was sent, for a program that does not keep such a thing with the object by itself
     */
    List<String> get(S3Login login, String key, Path file, String sha256);

    /**
     * What the process has to be told beside its command.
     *
     * @param empty a folder with nothing in it, in place of the person's own settings
     */
    Map<String, String> environment(S3Login login, Path empty);
}
