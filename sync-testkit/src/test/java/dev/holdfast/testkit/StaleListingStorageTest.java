package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A stale listing is stale, catches up, and is never wrong for good. */
class StaleListingStorageTest {
    private final MemoryStorage memory = new MemoryStorage();

    private static void put(StorageClient storage, String key, int size) throws StorageException {
        storage.put(key, Content.of(new byte[size]), PutOptions.DEFAULT);
    }

    private static List<String> listed(StorageClient storage) throws StorageException {
        return Pages.names(storage, "", Depth.ALL, 100);
    }

    @Test
    void aChangeShowsAfterSomeOperationsAlsoWhenTheseAreListings() throws Exception {
        StaleListingStorage stale = new StaleListingStorage(memory, 3);
        put(stale, "k", 1);
        assertThat(stale.stat("k")).isPresent();
        assertThat(listed(stale)).isEmpty();
        assertThat(listed(stale)).containsExactly("k");
        stale.delete("k");
        assertThat(listed(stale)).containsExactly("k");
        assertThat(listed(stale)).containsExactly("k");
        assertThat(listed(stale)).isEmpty();
    }

    @Test
    void whatWasThereBeforeIsListedAsItWas() throws Exception {
        put(memory, "k", 1);
        StaleListingStorage stale = new StaleListingStorage(memory, 5);
        put(stale, "k", 22);
        assertThat(stale.list("", Depth.ALL, "", 10).objects())
                .extracting(StoredObject::size)
                .containsExactly(1L);
        stale.settle();
        assertThat(stale.list("", Depth.ALL, "", 10).objects())
                .extracting(StoredObject::size)
                .containsExactly(22L);
    }

    @Test
    void aMovedObjectIsListedAtItsOldKeyForAWhile() throws Exception {
        put(memory, "from", 1);
        StaleListingStorage stale = new StaleListingStorage(memory, 2);
        stale.move("from", "to", Precondition.NONE);
        assertThat(listed(stale)).containsExactly("from");
        assertThat(listed(stale)).containsExactly("to");
    }

    @Test
    void whatFailedAndWasAppliedIsListedInTheEnd() throws Exception {
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("put").after());
        StaleListingStorage stale = new StaleListingStorage(faulty, 2);
        assertThatThrownBy(() -> put(stale, "k", 1)).isInstanceOf(StorageException.Transient.class);
        assertThat(listed(stale)).isEmpty();
        assertThat(listed(stale)).containsExactly("k");
        faulty.close();
    }

    @Test
    void aListingThatCantCatchUpFailsOnceAndThenIsTakenAnew() throws Exception {
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("stat"));
        StaleListingStorage stale = new StaleListingStorage(faulty, 0);
        put(stale, "k", 1);
        assertThatThrownBy(() -> listed(stale)).isInstanceOf(StorageException.Transient.class);
        assertThat(listed(stale)).containsExactly("k");
        faulty.close();
    }

    @Test
    void whatOthersDidIsListedOnceSettled() throws Exception {
        StaleListingStorage stale = new StaleListingStorage(memory, 2);
        assertThat(listed(stale)).isEmpty();
        put(memory, "a/theirs", 1);
        memory.putFolder("b/c/");
        stale.settle();
        assertThat(listed(stale)).containsExactly("a/theirs");
        assertThat(Pages.names(stale, "", Depth.ONE_LEVEL, 1)).containsExactly("a/", "b/");
        assertThat(Pages.names(stale, "b/", Depth.ONE_LEVEL, 1)).containsExactly("b/c/");
    }

    @Test
    void itDoesNotDeclareAFreshListing() {
        Set<Capability> without = EnumSet.copyOf(memory.capabilities());
        assertThat(without.remove(Capability.FRESH_LISTING)).isTrue();
        assertThat(new StaleListingStorage(memory, 1).capabilities()).isEqualTo(without);
    }
}
