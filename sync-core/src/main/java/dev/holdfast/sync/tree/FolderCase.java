package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.local.Entry;
import dev.holdfast.sync.storage.local.Folder;
import dev.holdfast.sync.storage.local.TemporaryFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out whether names that differ in case alone can both be in a folder. */
final class FolderCase {
    private FolderCase() {}

    /** What the names tell that are there already; empty when they tell nothing. Writes nothing. */
    static Optional<Boolean> told(FolderPaths paths) throws IOException {
        try (Folder root = paths.open()) {
            return root == null ? Optional.empty() : told(root);
        } catch (AccessDeniedException e) {
            return Optional.empty(); // The look at everything says so.
        }
    }

    private static Optional<Boolean> told(Folder folder) throws IOException {
        Set<String> names = new HashSet<>();
        folder.names(names::add);
        for (String name : names) {
            String twin = twin(name);
            if (!twin.equals(name)) {
                Boolean told = names.contains(twin) ? Boolean.TRUE : told(folder, name, twin);
                if (told != null) {
                    return Optional.of(told);
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Boolean told(Folder folder, String name, String twin) throws IOException {
        return switch (Entry.of(folder, twin).kind()) {
            case TWIN -> Boolean.FALSE;
            case NOTHING -> Entry.of(folder, name).kind() == Entry.Kind.NOTHING ? null : Boolean.TRUE;
            default -> null;
        };
    }

    /** Other letters have no other case everywhere, or one of another length. */
    private static String twin(String name) {
        StringBuilder twin = new StringBuilder(name);
        for (int i = 0; i < twin.length(); i++) {
            char letter = twin.charAt(i);
            if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
                twin.setCharAt(i, (char) (letter ^ 0x20));
            }
        }
        return twin.toString();
    }

    /** Tries it with a file that is there for an instant. */
    static boolean tried(FolderPaths paths) throws IOException {
        try (Folder root = paths.present();
                TemporaryFile probe = new TemporaryFile(root, FolderPaths.unfinishedName())) {
            root.attributes(probe.name().toUpperCase(Locale.ROOT));
            return false;
        } catch (FileSystemException e) {
            return true; // It is not there by that name; or nothing can be put there, so no two names can meet.
        }
    }
}
