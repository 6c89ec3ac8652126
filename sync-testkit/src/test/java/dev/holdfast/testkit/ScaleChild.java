package dev.holdfast.testkit;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.nio.file.Path;

/** A process with little memory that puts a {@link ScaleRun} on one of our backends. Fails by its exit code. */
final class ScaleChild {
    private ScaleChild() {}

    /** Arguments: {@code memory} or a folder that holds the entries of {@link ScaleRun#path}; how many there are. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("memory")) {
            StorageClient storage = new MemoryStorage();
            ScaleRun run = new ScaleRun(storage, count);
            run.fill();
            run.run();
        } else {
            new ScaleRun(new LocalStorage(Path.of(arguments[0])), count).run();
        }
    }
}
