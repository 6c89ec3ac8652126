package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process of its own that looks for DuckDB's driver before and after it is laid into the directory. */
final class DriverChild {
    private DriverChild() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        boolean before = DuckDbDriver.in(directory).isPresent();
        Files.createDirectory(directory);
        Files.createSymbolicLink(directory.resolve("duckdb_jdbc-any.jar"), Path.of(arguments[1]));
        boolean after = DuckDbDriver.in(directory).isPresent();
        boolean same = DuckDbDriver.in(directory).equals(DuckDbDriver.in(directory));
        System.out.println("found " + before + " " + after + " " + same);
        System.out.flush();
    }
}
