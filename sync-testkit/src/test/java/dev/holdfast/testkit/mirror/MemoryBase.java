package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.run.BaseChange;
import dev.holdfast.sync.mirror.run.MirrorBase;
import dev.holdfast.sync.mirror.run.Settled;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a machine remembers of a pair, on a disk that outlives its processes. */
final class MemoryBase implements MirrorBase {
    private final TreeMap<String, BaseEntry> entries = new TreeMap<>();
    private boolean established;
    private @Nullable Settled settled;
    private int reads;

    @Override
    public synchronized Base read() {
        reads++;
        return new Base(List.copyOf(entries.values()), established);
    }

    @Override
    public synchronized void change(List<BaseChange> changes) {
        settled = null;
        for (BaseChange change : changes) {
            change.forgotten().forEach(entries::remove);
            BaseEntry entry = change.remembered();
            if (entry != null) {
                entries.put(entry.path(), entry);
            }
        }
    }

    @Override
    public synchronized void establish() {
        established = true;
    }

    @Override
    public synchronized Optional<Settled> settled() {
        return Optional.ofNullable(settled);
    }

    @Override
    public synchronized void settle(Settled look) {
        settled = look;
    }

    /** How often all of it was read. */
    synchronized int reads() {
        return reads;
    }

    synchronized void forgetAll() {
        settled = null;
        entries.clear();
        established = false;
    }
}
