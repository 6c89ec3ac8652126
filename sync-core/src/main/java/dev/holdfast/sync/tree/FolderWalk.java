package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.local.Folder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Goes through a whole folder once. What is gone by the time it gets there is not in it; what can't be looked at, for
 * whatever reason, is named. Used by one thread.
 */
final class FolderWalk {
    private final FolderStat stat;
    private final CancelSignal cancel;
    private final String separator;
    private final List<Found> found = new ArrayList<>();
    private final Set<String> unreadable = new HashSet<>();
    private final List<String> unfinished = new ArrayList<>();

    FolderWalk(FolderStat stat, CancelSignal cancel) {
        this.stat = stat;
        this.cancel = cancel;
        this.separator = stat.separator();
    }

    /** Something that is there. */
    record Found(String path, Facts facts) {}

    /** What was found until now. */
    Glance glance() {
        List<Found> all = List.copyOf(found);
        Set<String> dark = Set.copyOf(unreadable);
        return new Glance() {
            @Override
            public String digest() {
                return LookDigest.of(all, dark);
            }

            @Override
            public TreeListing listing() {
                return TreeListing.of(all.stream()
                                .map(each -> each.facts().entry(each.path()))
                                .toList())
                        .unreadable(dark);
            }
        };
    }

    /** Paths of files that somebody is writing, or was. */
    List<String> unfinished() {
        return unfinished;
    }

    /**
     * Goes through a directory.
     *
     * @param prefix its path with a slash behind; empty for the root
     */
    void visit(Folder folder, String prefix) {
        List<String> directories = new ArrayList<>();
        try (DirectoryStream<Path> names = folder.entries()) {
            for (Path entry : names) {
                cancel.throwIfCancelled();
                look(folder, prefix, entry, directories);
            }
            requireInPlace(folder);
        } catch (DirectoryIteratorException | IOException e) {
            // Whatever it was: what is in there is not known, and must not be taken for gone.
            unreadable.add(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1));
        }
        for (String name : directories) {
            enter(folder, prefix, name);
        }
    }

    private void look(Folder folder, String prefix, Path entry, List<String> directories) {
        // Not by its file name, and no plus: this is done for each of very many files.
        String whole = entry.toString();
        String name = whole.substring(whole.lastIndexOf(separator) + 1);
        String path = prefix.concat(name);
        if (prefix.isEmpty() && name.equalsIgnoreCase(FolderPaths.TRASH)) {
            return;
        }
        if (FolderPaths.isUnfinished(name)) {
            unfinished.add(path);
            return;
        }
        if (!folder.isText(entry)) {
            unreadable.add(path);
            return;
        }
        try {
            Facts facts = stat.read(entry);
            found.add(new Found(path, facts));
            if (facts.kind() == EntryKind.DIRECTORY) {
                directories.add(name);
            }
        } catch (NoSuchFileException e) {
            // Gone since the directory was read.
        } catch (IOException e) {
            unreadable.add(path);
        }
    }

    private void enter(Folder folder, String prefix, String name) {
        cancel.throwIfCancelled();
        try (Folder child = folder.open(name)) {
            visit(child, prefix + name + "/");
        } catch (NoSuchFileException e) {
            // Gone since it was listed, and all in it.
        } catch (IOException e) {
            unreadable.add(prefix + name);
        }
    }

    /** Files were looked at by their paths, which lead elsewhere when a directory was swapped. */
    private static void requireInPlace(Folder folder) throws IOException {
        Object now = Files.readAttributes(folder.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        if (!Objects.equals(now, folder.attributes().fileKey())) {
            throw new IOException("The folder " + folder.path() + " was swapped for another one.");
        }
    }
}
