package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.http.HttpSync;
import dev.holdfast.sync.method.http.MemoryFeed;
import dev.holdfast.sync.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the HTTP method says of sources that it can't send, or not all of. */
class HttpSyncSourcesTest {
    @TempDir
    Path temp;

    private StandInAkosha akosha;
    private HttpSetup setup;

    @BeforeEach
    void start() throws IOException {
        akosha = new StandInAkosha();
        setup = new HttpSetup(temp.resolve("home"), akosha.endpoint());
    }

    @AfterEach
    void close() {
        setup.close();
        akosha.close();
    }

    @Test
    void filesAreNotSentAndTheirSourcesAreNotSaidToBeSafe() throws Exception {
        SourceSetting files = new SourceSetting("files", Files.createDirectories(temp.resolve("files")));
        ListFeed feed = new ListFeed("notes", ListFeed.memories(2));
        MethodRequest both = new MethodRequest(List.of(files, feed.setting()), "tool");
        assertThatThrownBy(() -> setup.method(feed).sync(both, SyncContext.quiet()))
                .isInstanceOfSatisfying(IncompleteSyncException.class, some -> {
                    assertThat(some.unread()).containsOnlyKeys("files");
                    assertThat(some.isTransient()).as("nobody will send them").isFalse();
                });
        assertThat(akosha.stored()).hasSize(2);
        setup.settings.set(Keys.REMOTE, Optional.of(temp.resolve("disk").toUri()));
        assertThatThrownBy(() -> setup.method(feed).sync(both, SyncContext.quiet()))
                .isInstanceOfSatisfying(
                        IncompleteSyncException.class,
                        some -> assertThat(some.isTransient())
                                .as("this method never will, be there another one or not")
                                .isFalse());
        MethodRequest alone = new MethodRequest(List.of(files), "tool");
        assertThatThrownBy(() -> setup.method(feed).sync(alone, SyncContext.quiet()))
                .isInstanceOfSatisfying(HttpSyncException.class, failure -> {
                    assertThat(failure.sentence()).contains("memories and no files");
                    assertThat(failure.isTransient()).isFalse();
                });
    }

    /** A source that can't be read, or is not of a kind that holds memories. */
    private record Barren(SourceSetting source, boolean isReadable) implements MemoryFeed {
        @Override
        public boolean reads(SourceSetting asked) {
            return asked.equals(source);
        }

        @Override
        public boolean mayBringEmbeddings() {
            return true;
        }

        @Override
        public void read(SourceSetting asked, Taker taker, CancelSignal cancel) throws SnapshotException {
            if (!isReadable) {
                throw new SnapshotException("The file of '" + source.name() + "' is damaged.", false, null);
            }
            taker.none("There are no memories in '" + source.name() + "'.");
        }
    }

    @Test
    void aPlanOfWhatCantBeReadSaysSoInsteadOfNothing() throws Exception {
        ListFeed notes = new ListFeed("notes", ListFeed.memories(2));
        Barren damaged = new Barren(new SourceSetting("damaged", temp.resolve("damaged")), false);
        MethodRequest both = new MethodRequest(List.of(damaged.source(), notes.setting()), "tool");
        assertThatThrownBy(() -> setup.method(damaged, notes).plan(both, SyncContext.quiet()))
                .isInstanceOf(HttpSyncException.class)
                .hasMessageContaining("'damaged' is damaged");

        SourceSetting files = new SourceSetting("files", Files.createDirectories(temp.resolve("files")));
        MethodRequest withFiles = new MethodRequest(List.of(files, notes.setting()), "tool");
        assertThat(setup.method(notes).plan(withFiles, SyncContext.quiet()))
                .singleElement()
                .satisfies(planned -> assertThat(planned.changed()).isTrue());
        setup.sync(notes.memories());
        assertThatThrownBy(() -> setup.method(notes).plan(withFiles, SyncContext.quiet()))
                .as("that everything is there would be untrue")
                .isInstanceOf(HttpSyncException.class)
                .hasMessageContaining("'files'");
    }

    @Test
    void whatNobodyNamedAndNoServerTakesIsLeftOutWithANoteWhereThereIsNoRemote() throws Exception {
        Path home = Files.createDirectories(temp.resolve("home"));
        SourceSetting key =
                new SourceSetting("holdfast-memory-key", Files.writeString(home.resolve("memory.key"), "a key"));
        Barren graph = new Barren(
                new SourceSetting("holdfast-memories", Files.writeString(home.resolve("memory.db"), "x")), true);
        ListFeed notes = new ListFeed("notes", ListFeed.memories(2));
        setup.settings.set(Keys.UPLOAD_SENSITIVE_MEMORIES, true);
        MethodRequest all = new MethodRequest(List.of(notes.setting(), graph.source(), key), "tool");
        MethodResult result = setup.method(notes, graph).sync(all, SyncContext.quiet());
        assertThat(result.leftOut()).containsExactlyInAnyOrder("holdfast-memory-key", "holdfast-memories");
        assertThat(result.notes())
                .anyMatch(note -> note.contains("holdfast-memory-key") && note.contains("holdfast-memories"));
        assertThat(akosha.stored()).hasSize(2);

        MethodRequest keyAlone = new MethodRequest(List.of(key), "tool");
        assertThatThrownBy(() -> setup.method(notes, graph).sync(keyAlone, SyncContext.quiet()))
                .isInstanceOf(HttpSyncException.class)
                .hasMessageContaining("holdfast-memory-key");

        setup.settings.set(Keys.REMOTE, Optional.of(temp.resolve("disk").toUri()));
        assertThatThrownBy(() -> setup.method(notes, graph).sync(all, SyncContext.quiet()))
                .as("the remote is to have them")
                .isInstanceOfSatisfying(
                        IncompleteSyncException.class,
                        some -> assertThat(some.unread()).containsOnlyKeys("holdfast-memory-key", "holdfast-memories"));
    }

    @Test
    void sensitiveMemoriesThatStayHereAreToldOf() throws Exception {
        Path home = Files.createDirectories(temp.resolve("home"));
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            store.add(new NewMemory("fact", new MemoryText("plain", "", ""), 0.5, false));
            store.add(new NewMemory("fact", new MemoryText("a secret", "", ""), 0.5, true));
        }
        HttpSync method = new HttpSync(
                setup.settings.build(), setup.state, InstantSource.system(), () -> Optional.of(new Letters()));
        SourceSetting memories = new SourceSetting("memories", home.resolve(MemoryStore.FILE_NAME));
        MethodResult result = method.sync(new MethodRequest(List.of(memories), "tool"), SyncContext.quiet());
        assertThat(result.notes()).anyMatch(note -> note.contains("1 were not sent, as they are marked sensitive"));
        assertThat(akosha.stored()).hasSize(1);
    }
}
