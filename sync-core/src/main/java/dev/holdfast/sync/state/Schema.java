package dev.holdfast.sync.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What sets one of the home's SQLite files apart from the others.
 *
 * @param fileName its name in the home; ends in {@code .db}
 * @param title what messages call it, such as {@code state database}
 * @param applicationId marks the file as of this kind
 * @param steps how it is made, step by step. A step that has been released is never changed; a new one is added at the end.
 *     The file's {@code user_version} is the number of steps it has behind it
 * @param remedy what a person should do about a damaged file, which is then left as it is; empty for a file that is set
 *     aside and begun anew
 */
public record Schema(String fileName, String title, int applicationId, List<String> steps, Optional<String> remedy) {
    public Schema {
        steps = List.copyOf(steps);
    }

    /** The version that this program writes. */
    int latest() {
        return steps.size();
    }

    /** The lock under which the file is made, migrated and set aside. */
    Path lock(Path home) {
        return home.resolve(HomeFiles.lockOf(fileName));
    }
}
