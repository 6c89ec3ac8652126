package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.run.BaseChange;
import dev.holdfast.sync.mirror.run.MirrorBase;
import java.util.List;
import java.util.TreeMap;

/** What a machine remembers of a pair, on a disk that outlives its processes. */
final class MemoryBase implements MirrorBase {
    private final TreeMap<String, BaseEntry> entries = new TreeMap<>();
    private boolean established;

    @Override
    public synchronized Base read() {
        return new Base(List.copyOf(entries.values()), established);
    }

    @Override
    public synchronized void change(List<BaseChange> changes) {
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

    synchronized void forgetAll() {
        entries.clear();
        established = false;
    }
}
