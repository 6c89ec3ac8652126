package dev.holdfast.sync.storage;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing.
 *
 * @param objects in the order of {@link StorageKeys#ORDER}
 * @param folders with {@link Depth#ONE_LEVEL}: prefixes, each ending in {@code /}, in the same order
 * @param next pass it as {@code after} for the next page; empty when this was the last
 */
public record ListPage(List<StoredObject> objects, List<String> folders, Optional<String> next) {
    public ListPage {
        objects = List.copyOf(objects);
        folders = List.copyOf(folders);
    }
}
