package dev.holdfast.sync.space;

/** How an export lays out its files. */
public enum ExportVariant {
    /** All files in one directory, by the documents' names. */
    FLAT,
    /** A document's children in a directory beside it, by the parents that documents name. */
    HIERARCHICAL,
    /** By the documents' paths in the space. */
    BY_PATH;

    /** As users write it. */
    public String word() {
        return switch (this) {
            case FLAT -> "flat";
            case HIERARCHICAL -> "hierarchical";
            case BY_PATH -> "by_path";
        };
    }
}
