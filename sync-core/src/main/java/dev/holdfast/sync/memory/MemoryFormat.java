package dev.holdfast.sync.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** The files that memories come from and go to. */
public enum MemoryFormat {
    /** One JSON object a line: our own, with everything that a memory has. */
    JSON_LINES,
    /** The file of the official MCP memory server: entities and relations, one JSON object a line. */
    KNOWLEDGE_GRAPH,
    /** A SQLite database of claude_memory's. */
    CLAUDE_MEMORY;

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * What the file is, told by its content. An empty one counts as ours.
     *
     * @throws MemoryException when it can't be read, or is none of these
     */
    public static MemoryFormat of(Path file) {
        try {
            if (isSqlite(file)) {
                return CLAUDE_MEMORY;
            }
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                String line = lines.readLine();
                while (line != null && JsonLine.isBlank(line)) {
                    line = lines.readLine();
                }
                return line == null || !GraphReader.isIts(JsonLine.parse(file, 1, line)) ? JSON_LINES : KNOWLEDGE_GRAPH;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Says in the user's words why a file can't be read. */
    static MemoryException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new MemoryException("There is no file " + file + ".");
        }
        if (e instanceof CharacterCodingException) {
            return new MemoryException("The file " + file + " is neither UTF-8 text nor a SQLite database.");
        }
        return new MemoryException("The file " + file + " can't be read (" + e.getMessage() + "); check its rights.");
    }

    private static boolean isSqlite(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
        }
    }
}
