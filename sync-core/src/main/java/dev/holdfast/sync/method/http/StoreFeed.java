package dev.holdfast.sync.method.http;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryCounts;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.snapshot.SnapshotException;
import dev.holdfast.sync.state.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The memories in our own store. Sensitive ones stay here unless the settings say otherwise. */
final class StoreFeed implements MemoryFeed {
    private final Path home;
    private final InstantSource clock;
    private final boolean sensitive;

    StoreFeed(Settings settings, InstantSource clock) {
        this.home = settings.home();
        this.clock = clock;
        this.sensitive = settings.get(Keys.UPLOAD_SENSITIVE_MEMORIES);
    }

    @Override
    public boolean reads(SourceSetting source) {
        return source.path().toAbsolutePath().normalize().equals(file());
    }

    @Override
    public boolean mayBringEmbeddings() {
        return false;
    }

    @Override
    public void read(SourceSetting source, Taker taker, CancelSignal cancel) throws SnapshotException, SyncException {
        try (MemoryStore store = new MemoryStore(home, clock)) {
            MemoryCounts counts = store.counts();
            long memories = sensitive ? counts.total() : counts.total() - counts.sensitive();
            taker.begin(MemoryStore.FILE_NAME, Files.exists(file()) ? Files.size(file()) : 0, memories);
            if (memories < counts.total()) {
                taker.withheld(counts.total() - memories);
            }
            String last = "";
            List<Memory> page;
            do {
                cancel.throwIfCancelled();
                page = store.after(last, sensitive, PAGE);
                if (!page.isEmpty()) {
                    last = page.get(page.size() - 1).id();
                    taker.take(outgoing(page));
                }
            } while (page.size() == PAGE);
        } catch (StateException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), true, e);
        } catch (IOException e) {
            throw new SnapshotException("The size of " + file() + " can't be read; check its rights.", true, e);
        }
    }

    private Path file() {
        return home.resolve(MemoryStore.FILE_NAME).toAbsolutePath().normalize();
    }

    private static List<OutgoingMemory> outgoing(List<Memory> page) {
        List<OutgoingMemory> outgoing = new ArrayList<>();
        for (Memory memory : page) {
            outgoing.add(new OutgoingMemory(
                    memory.id(),
                    memory.text().content(),
                    Optional.empty(),
                    Optional.of(memory.created()),
                    memory.category(),
                    metadata(memory)));
        }
        return outgoing;
    }

    private static Map<String, String> metadata(Memory memory) {
        String tags = memory.text().tags();
        return tags.isBlank() ? Map.of() : Map.of("tags", tags);
    }
}
