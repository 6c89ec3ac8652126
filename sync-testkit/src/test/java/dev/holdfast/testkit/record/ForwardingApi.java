package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Another server, for subclasses to change. */
class ForwardingApi implements MemoryApi {
    private final MemoryApi next;

    ForwardingApi(MemoryApi next) {
        this.next = next;
    }

    @Override
    public void health() throws MemoryApiException {
        next.health();
    }

    @Override
    public String checkKey() throws MemoryApiException {
        return next.checkKey();
    }

    @Override
    public long create(RecordContent content) throws MemoryApiException {
        return next.create(content);
    }

    @Override
    public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
        return next.records(since, use);
    }

    @Override
    public void update(long id, RecordContent content) throws MemoryApiException {
        next.update(id, content);
    }

    @Override
    public void delete(long id) throws MemoryApiException {
        next.delete(id);
    }

    @Override
    public void close() {
        next.close();
    }
}
