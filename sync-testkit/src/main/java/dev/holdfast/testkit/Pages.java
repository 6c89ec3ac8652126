package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.util.ArrayList;
import java.util.List;

/** Walks a listing in pages of a given size, and sees to it that none is larger. */
final class Pages {
    private Pages() {}

    static List<String> names(StorageClient storage, String prefix, Depth depth, int size) throws StorageException {
        List<String> names = new ArrayList<>();
        String after = "";
        do {
            ListPage page = storage.list(prefix, depth, after, size);
            List<String> both = new ArrayList<>(page.folders());
            page.objects().forEach(object -> both.add(object.key()));
            assertThat(both).hasSizeLessThanOrEqualTo(size);
            both.sort(StorageKeys.ORDER);
            names.addAll(both);
            after = page.next().orElse("");
        } while (!after.isEmpty());
        return names;
    }
}
