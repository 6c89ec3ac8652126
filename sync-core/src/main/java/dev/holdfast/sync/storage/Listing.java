package dev.holdfast.sync.storage;

import java.util.ArrayList;
import java.util.List;

/** Walks a listing to its end, holding one page at a time. */
public final class Listing {
    private Listing() {}

    /** Calls the visitor for each object below the prefix, in order. */
    public static void objects(StorageClient storage, String prefix, Depth depth, Visitor visitor)
            throws StorageException {
        pages(storage, prefix, depth, page -> {
            for (StoredObject object : page.objects()) {
                visitor.visit(object);
            }
        });
    }

    /** The folders right below the prefix, in order. */
    public static List<String> folders(StorageClient storage, String prefix) throws StorageException {
        List<String> folders = new ArrayList<>();
        pages(storage, prefix, Depth.ONE_LEVEL, page -> folders.addAll(page.folders()));
        return folders;
    }

    private static void pages(StorageClient storage, String prefix, Depth depth, PageVisitor visitor)
            throws StorageException {
        String after = "";
        do {
            ListPage page = storage.list(prefix, depth, after, StorageClient.MAX_PAGE);
            visitor.visit(page);
            String next = page.next().orElse("");
            if (!next.isEmpty() && StorageKeys.ORDER.compare(next, after) <= 0) {
                throw new StorageException.Corrupt(
                        "The " + storage.describe() + " repeats itself when listing \"" + prefix + "\".", null);
            }
            after = next;
        } while (!after.isEmpty());
    }

    /** Hears of one object at a time. */
    @FunctionalInterface
    public interface Visitor {
        /** Called once for each object; what it throws ends the walk. */
        void visit(StoredObject object) throws StorageException;
    }

    @FunctionalInterface
    private interface PageVisitor {
        void visit(ListPage page) throws StorageException;
    }
}
