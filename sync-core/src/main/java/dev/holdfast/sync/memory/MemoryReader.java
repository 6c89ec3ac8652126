package dev.holdfast.sync.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the memories in a file of one format. */
interface MemoryReader {
    /**
     * Gives all of them, in the file's order. The same file gives the same ids each time, also when it is read again later.
     *
     * @throws MemoryException when something in the file is not as it should be; says where
     */
    void read(Path file, Consumer<Memory> each) throws IOException;
}
