package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.memory.MemoryText;

/**
 * What a record says, in the server's words. Its {@code toString} does not tell the texts.
 *
 * @param category the server's category
 * @param text what it says; for a sensitive one that came from the server, what the server shows in its place
 * @param importance from 0 to 1
 * @param sensitive whether the server is to keep it, or keeps it, as sensitive
 */
public record RecordContent(String category, MemoryText text, double importance, boolean sensitive) {}
