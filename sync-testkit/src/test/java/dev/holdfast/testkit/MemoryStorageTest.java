package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What memory does on demand: lag, crash, lack something, hold very many. */
class MemoryStorageTest {
    private static final Content CONTENT = Content.of(new byte[] {1});

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

    private static void put(StorageClient storage, String... keys) throws StorageException {
        for (String key : keys) {
            storage.put(key, CONTENT, PutOptions.DEFAULT);
        }
    }

    private static List<String> listed(StorageClient storage) throws StorageException {
        List<String> keys = new ArrayList<>();
        Listing.objects(storage, "", Depth.ALL, object -> keys.add(object.key()));
        return keys;
    }

    @Test
    void aListingLagsByOperations() throws Exception {
        MemoryStorage memory = MemoryStorage.builder().listingLag(3).build();
        assertThat(memory.capabilities()).doesNotContain(Capability.FRESH_LISTING);
        put(memory, "k");
        assertThat(listed(memory)).isEmpty();
        assertThat(listed(memory)).isEmpty();
        assertThat(listed(memory)).containsExactly("k");
        memory.delete("k");
        assertThat(memory.stat("k")).isEmpty();
        assertThat(listed(memory)).containsExactly("k");
        assertThat(listed(memory)).isEmpty();
    }

    @Test
    void aListingLagsByTheClock() throws Exception {
        MemoryStorage memory = MemoryStorage.builder()
                .clock(clock)
                .listingLag(Duration.ofSeconds(10))
                .build();
        put(memory, "k");
        now.set(Instant.ofEpochMilli(9_999));
        assertThat(listed(memory)).isEmpty();
        now.set(Instant.ofEpochSecond(10));
        assertThat(listed(memory)).containsExactly("k");
    }

    @Test
    void changesAreListedInTheirOrderOnceSettled() throws Exception {
        MemoryStorage memory = MemoryStorage.without(Capability.FRESH_LISTING);
        put(memory, "a", "b");
        memory.move("a", "c", Precondition.NONE);
        memory.delete("b");
        put(memory, "b");
        memory.settle();
        assertThat(listed(memory)).containsExactly("b", "c");
    }

    @Test
    void aCrashKeepsWhatWasConfirmedAndEndsWhatWasUnderWay() throws Exception {
        MemoryStorage memory = new MemoryStorage(clock);
        put(memory, "p/confirmed");
        Content dying = () -> {
            memory.crash();
            return CONTENT.open();
        };
        assertThatThrownBy(() -> memory.put("p/k", dying, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(memory.keys()).containsExactly("p/confirmed");
        assertThat(memory.sweep("p/", Duration.ofSeconds(1))).isZero();
        now.set(Instant.ofEpochSecond(1));
        assertThat(memory.sweep("p/", Duration.ofSeconds(1))).isEqualTo(1);
        put(memory, "p/k");
    }

    @Test
    void aPutThatIsSweptWhileItIdlesFails() {
        MemoryStorage memory = new MemoryStorage();
        Content idle = () -> {
            memory.sweep("", Duration.ZERO);
            return CONTENT.open();
        };
        assertThatThrownBy(() -> memory.put("k", idle, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void aCrashComesAtAPlannedChange() throws Exception {
        MemoryStorage memory = MemoryStorage.without(Capability.ATOMIC_RENAME);
        put(memory, "a", "b", "c");
        memory.crashAtChange(2);
        assertThatThrownBy(() -> memory.deleteAll(List.of("a", "b"))).isInstanceOf(StorageException.Transient.class);
        assertThat(memory.keys()).containsExactly("b", "c");
        memory.crashAtChange(2);
        assertThatThrownBy(() -> memory.move("b", "d", Precondition.NONE))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(memory.keys()).containsExactly("b", "c", "d");
        memory.crashAtChange(1);
        assertThatThrownBy(() -> put(memory, "e")).isInstanceOf(StorageException.Transient.class);
        put(memory, "f");
        assertThat(memory.keys()).containsExactly("b", "c", "d", "f");
    }

    @Test
    void whatItLacksItDoesNotDeclare() {
        Set<Capability> able = new MemoryStorage().capabilities();
        assertThat(able).hasSize(Capability.values().length - 1).doesNotContain(Capability.EMPTY_SEGMENTS);
        for (Capability missing : able) {
            assertThat(MemoryStorage.without(missing).capabilities())
                    .hasSize(able.size() - 1)
                    .doesNotContain(missing);
        }
    }

    /** Copying all names for a page would be 10 billion names here; the limit is for that, not for a slow machine. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aHundredThousandObjectsAreListedInSmallPagesMovedAndDeleted() throws Exception {
        MemoryStorage memory = new MemoryStorage();
        int count = 100_000;
        for (int number = 0; number < count; number++) {
            put(memory, "folder-" + number % 100 + "/" + number);
        }
        assertThat(Pages.names(memory, "", Depth.ONE_LEVEL, 1)).hasSize(100);
        List<String> keys = new ArrayList<>();
        String after = "";
        do {
            ListPage page = memory.list("", Depth.ALL, after, 2);
            page.objects().forEach(object -> keys.add(object.key()));
            after = page.next().orElse("");
        } while (!after.isEmpty());
        assertThat(keys).hasSize(count);
        for (String key : keys.subList(0, 1000)) {
            memory.move(key, "moved/" + key, Precondition.ABSENT);
        }
        for (int from = 1000; from < count; from += StorageClient.MAX_PAGE) {
            memory.deleteAll(keys.subList(from, from + StorageClient.MAX_PAGE));
        }
        assertThat(memory.keys()).hasSize(1000).allMatch(key -> key.startsWith("moved/"));
    }
}
