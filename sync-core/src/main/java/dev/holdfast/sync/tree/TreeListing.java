package dev.holdfast.sync.tree;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What one look at a whole tree found, and how far it got. Immutable.
 *
 * @param entries everything that was seen, in any order. Directories above an entry may be left out, empty ones may not.
 *     What is ignored is listed too, at least its topmost part: a directory that holds it can't be removed
 * @param rootThere whether the root itself was there
 * @param complete whether the look got to its end; one that failed or was cancelled did not
 * @param unreadable paths of directories and files that could not be read; the empty one is the root
 * @param hashable whether a hash that is missing can be had by reading the file
 */
public record TreeListing(
        List<TreeEntry> entries, boolean rootThere, boolean complete, Set<String> unreadable, boolean hashable) {
    public TreeListing {
        entries = List.copyOf(entries);
        unreadable = Set.copyOf(unreadable);
    }

    /** A look that saw everything, of a tree whose files can be read. */
    public static TreeListing of(Collection<TreeEntry> entries) {
        return new TreeListing(List.copyOf(entries), true, true, Set.of(), true);
    }

    /** A look that found no root. */
    public static TreeListing missing() {
        return new TreeListing(List.of(), false, true, Set.of(), true);
    }

    /** The same look, cut short. */
    public TreeListing cutShort() {
        return new TreeListing(entries, rootThere, false, unreadable, hashable);
    }

    /** The same look, but for what could not be read. */
    public TreeListing unreadable(Set<String> paths) {
        return new TreeListing(entries, rootThere, complete, paths, hashable);
    }

    /** The same look at a tree whose files can't be read only to hash them. */
    public TreeListing withoutHashing() {
        return new TreeListing(entries, rootThere, complete, unreadable, false);
    }
}
