package dev.holdfast.sync.space;

import java.util.List;

/**
 * How an import is to be. Immutable.
 *
 * @param recursive whether directories below are read too
 * @param patterns which files are meant, each as in a {@code .gitignore}: {@code *.md} at any depth, {@code /a.md} at the top
 * @param ignore which of them are not, in the same way
 * @param conflict what becomes of a file whose document is there and is another
 * @param manifest whether the manifest of an export is heeded, where there is one
 */
public record ImportOptions(
        boolean recursive, List<String> patterns, List<String> ignore, OnConflict conflict, boolean manifest) {
    /** All Markdown files at any depth; what is there already stays. */
    public static final ImportOptions DEFAULT =
            new ImportOptions(true, List.of("*.md"), List.of(), OnConflict.SKIP, true);

    public ImportOptions {
        patterns = List.copyOf(patterns);
        ignore = List.copyOf(ignore);
    }

    /** What becomes of a file whose document is there and is another. */
    public enum OnConflict {
        /** The document stays. */
        SKIP,
        /** The document becomes what the file is; what it was can be brought back. */
        OVERWRITE,
        /** Both are kept: the file becomes a document of its own, under a path that is free. */
        RENAME
    }
}
