package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.sync.storage.CachedListingStorage;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a listing is remembered, and above all when it no longer is. */
class CachedListingStorageTest {
    private static final Content CONTENT = Content.of(new byte[] {1});

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final MemoryStorage memory = new MemoryStorage();
    private final FaultyStorage below = new FaultyStorage(memory);
    private final CachedListingStorage cached = new CachedListingStorage(below, clock);

    @BeforeEach
    void storeSome() throws StorageException {
        put(memory, "a/b/1", "a/b/2", "a/c/1", "d/1", "top");
    }

    private static void put(StorageClient storage, String... keys) throws StorageException {
        for (String key : keys) {
            storage.put(key, CONTENT, PutOptions.DEFAULT);
        }
    }

    private long listings() {
        return below.calls().stream().filter(call -> call.startsWith("list ")).count();
    }

    private List<String> level(String prefix) throws StorageException {
        return Pages.names(cached, prefix, Depth.ONE_LEVEL, 100);
    }

    @Test
    void aListingIsAskedForOnce() throws Exception {
        List<String> first = level("a/");
        put(memory, "a/theirs");
        assertThat(level("a/")).isEqualTo(first);
        assertThat(listings()).isEqualTo(1);
    }

    @Test
    void pagesDepthsAndSizesAreKeptApart() throws Exception {
        assertThat(Pages.names(cached, "a/", Depth.ALL, 1)).hasSize(3);
        assertThat(Pages.names(cached, "a/", Depth.ALL, 2)).hasSize(3);
        assertThat(Pages.names(cached, "a/", Depth.ONE_LEVEL, 1)).containsExactly("a/b/", "a/c/");
        long asked = listings();
        assertThat(Pages.names(cached, "a/", Depth.ALL, 1)).containsExactly("a/b/1", "a/b/2", "a/c/1");
        assertThat(Pages.names(cached, "a/", Depth.ONE_LEVEL, 1)).containsExactly("a/b/", "a/c/");
        assertThat(listings()).isEqualTo(asked);
    }

    @Test
    void aListingIsForgottenAfterFiveMinutes() throws Exception {
        level("a/");
        put(memory, "a/theirs");
        now.set(Instant.EPOCH.plusSeconds(299));
        assertThat(level("a/")).doesNotContain("a/theirs");
        now.set(Instant.EPOCH.plusSeconds(300));
        assertThat(level("a/")).contains("a/theirs");
    }

    @Test
    void aClockThatIsSetBackKeepsNothingForLonger() throws Exception {
        level("a/");
        put(memory, "a/theirs");
        now.set(Instant.EPOCH.minusSeconds(1));
        assertThat(level("a/")).contains("a/theirs");
    }

    @Test
    void refreshShowsWhatOthersDid() throws Exception {
        level("a/");
        put(memory, "a/theirs");
        cached.refresh();
        assertThat(level("a/")).contains("a/theirs");
    }

    /** Every change forgets the listings above its keys, whether it goes well, fails, or fails after its effect. */
    @Test
    void ourOwnChangesShowAtOnceHoweverTheyEnd() throws Exception {
        List<ThrowingCallable> changes = List.of(
                () -> put(cached, "a/b/new"),
                () -> cached.delete("a/b/1"),
                () -> cached.deleteAll(List.of("d/none", "a/b/2")),
                () -> cached.move("a/b/new", "x/y", Precondition.NONE),
                () -> cached.move("x/y", "a/b/back", Precondition.NONE),
                () -> cached.putFolder("a/b/empty/"),
                () -> cached.deleteFolder("a/b/empty/"));
        for (ThrowingCallable change : changes) {
            assertForgets(change, null);
        }
        for (ThrowingCallable change : changes) {
            assertForgets(change, Fault.onAny().withKey(key -> !key.isEmpty()));
        }
        for (ThrowingCallable change : changes) {
            assertForgets(change, Fault.onAny().after());
        }
        below.close();
    }

    private void assertForgets(ThrowingCallable change, @Nullable Fault fault) throws StorageException {
        for (String prefix : List.of("", "a/", "a/b/", "a/c/")) {
            level(prefix);
        }
        if (fault != null) {
            below.plan(fault);
        }
        assertThat(catchThrowable(change) != null).isEqualTo(fault != null);
        for (String prefix : List.of("", "a/", "a/b/")) {
            assertThat(level(prefix)).isEqualTo(Pages.names(memory, prefix, Depth.ONE_LEVEL, 100));
        }
        long asked = listings();
        level("a/c/");
        assertThat(listings()).as("beside the change").isEqualTo(asked);
    }

    @Test
    void aListingTakenWhileSomethingChangedIsNotKept() throws Exception {
        CachedListingStorage[] self = new CachedListingStorage[1];
        ForwardingStorage racing = new ForwardingStorage(memory) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                return call.run();
            }

            @Override
            public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
                ListPage before = super.list(prefix, depth, after, limit);
                if (memory.stat("a/raced").isEmpty()) {
                    CachedListingStorageTest.put(self[0], "a/raced");
                }
                return before;
            }
        };
        self[0] = new CachedListingStorage(racing, clock);
        assertThat(Pages.names(self[0], "a/", Depth.ONE_LEVEL, 100)).doesNotContain("a/raced");
        assertThat(Pages.names(self[0], "a/", Depth.ONE_LEVEL, 100)).contains("a/raced");
    }

    @Test
    void aListingThatFailedIsNotKept() throws Exception {
        below.plan(Fault.on("list"));
        assertThatThrownBy(() -> level("a/")).isInstanceOf(StorageException.Transient.class);
        assertThat(level("a/")).containsExactly("a/b/", "a/c/");
    }

    @Test
    void noMoreIsKeptThanAllowedAndTheLeastUsedGoesFirst() throws Exception {
        // Each of these is a page with one or two names: 3 + 2 + 2 entries.
        CachedListingStorage small = new CachedListingStorage(below, Duration.ofMinutes(5), 7, clock);
        for (String prefix : List.of("a/b/", "a/c/", "d/", "a/b/")) {
            Pages.names(small, prefix, Depth.ALL, 100);
        }
        assertThat(listings()).isEqualTo(3);
        put(memory, "e/1");
        Pages.names(small, "e/", Depth.ALL, 100);
        Pages.names(small, "a/b/", Depth.ALL, 100);
        Pages.names(small, "d/", Depth.ALL, 100);
        assertThat(listings()).isEqualTo(4);
        Pages.names(small, "a/c/", Depth.ALL, 100);
        assertThat(listings()).isEqualTo(5);
    }

    @Test
    void aPageLargerThanAllIsNotKept() throws Exception {
        CachedListingStorage tiny = new CachedListingStorage(below, Duration.ofMinutes(5), 2, clock);
        Pages.names(tiny, "a/b/", Depth.ALL, 100);
        Pages.names(tiny, "a/b/", Depth.ALL, 100);
        assertThat(listings()).isEqualTo(2);
    }

    @Test
    void itDoesNotDeclareAFreshListing() {
        Set<Capability> without = EnumSet.copyOf(below.capabilities());
        assertThat(without.remove(Capability.FRESH_LISTING)).isTrue();
        assertThat(cached.capabilities()).isEqualTo(without);
    }
}
