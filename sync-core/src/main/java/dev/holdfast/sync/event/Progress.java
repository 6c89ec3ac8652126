package dev.holdfast.sync.event;

/**
 * How far a sync has come with one file. For one file {@code bytesDone} never goes back, and the last event has
 * {@code bytesDone == bytesTotal}.
 *
 * @param source name of the source
 * @param file the file's path within the source, or its name
 * @param bytesDone bytes of the file's own content handled so far, before compression
 * @param bytesTotal the file's size
 */
public record Progress(String source, String file, long bytesDone, long bytesTotal) {}
