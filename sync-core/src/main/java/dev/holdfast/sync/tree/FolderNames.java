package dev.holdfast.sync.tree;

/** Names in a folder that are no user's. */
public final class FolderNames {
    private FolderNames() {}

    /** Whether a file or directory of this name may be the trash, or what an unfinished write has left. */
    public static boolean isOwn(String name) {
        return name.equalsIgnoreCase(FolderPaths.TRASH) || FolderPaths.isUnfinished(name);
    }
}
