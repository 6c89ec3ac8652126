package dev.holdfast.testkit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.space.MemoriesTree;
import dev.holdfast.sync.space.MemoryPlaces;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of all trees, over what memories say: {@link BareMemories}. */
class MemoriesTreeTest extends TreeContract {
    private final List<BareMemories> looks = new ArrayList<>();

    @TempDir
    private Path home;

    private MemoryStore store = new MemoryStore(Path.of("nowhere"), InstantSource.system());
    private MemoryPlaces places = new MemoryPlaces(Path.of("nowhere"), InstantSource.system());

    @Override
    protected Tree emptyTree() {
        store = new MemoryStore(home, InstantSource.system());
        places = new MemoryPlaces(home, InstantSource.system());
        return sameTree();
    }

    @Override
    protected Tree sameTree() {
        MemoriesTree memories = new MemoriesTree(store, places, InstantSource.system(), false);
        BareMemories look = new BareMemories(memories, store);
        looks.add(look);
        return look;
    }

    @AfterEach
    void closeStores() {
        store.close();
        places.close();
    }

    @Override
    protected boolean keepsTimes() {
        return false;
    }

    @Override
    protected String trashed(String where) {
        String id = where.substring(where.lastIndexOf(' ') + 1);
        assertThat(store.find(id)).isEmpty();
        return store.versions(id).get(0).text().content();
    }

    @Override
    protected List<String> allTrashed() {
        return looks.stream()
                .flatMap(look -> look.known().stream())
                .flatMap(id -> store.versions(id).stream())
                .map(Memory::text)
                .map(text -> text.content())
                .toList();
    }

    /** A memory must say something. */
    @Override
    @Test
    void anEmptyFileIsAFile() throws Exception {
        assertThatThrownBy(() -> create("empty.txt", "")).isInstanceOf(StorageException.InvalidKey.class);
        assertThat(paths()).isEmpty();
    }
}
