package dev.holdfast.sync.space;

/**
 * How an export is to be. Immutable.
 *
 * @param metadata whether documents with metadata get a file beside them that shows them
 * @param force whether files are replaced that a person has edited, or that were there before; what they were goes to the
 *     directory's trash
 */
public record ExportOptions(ExportVariant variant, boolean metadata, boolean force) {
    /** By paths, without metadata, and leaving alone what a person did. */
    public static final ExportOptions DEFAULT = new ExportOptions(ExportVariant.BY_PATH, false, false);
}
