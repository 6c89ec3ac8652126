package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A server without a network, and a list of what was asked of it. The next requests fail as told. */
final class DirectApi implements MemoryApi {
    /** How a request fails. */
    record Failure(Kind kind, int status, boolean done) {}

    final List<String> asked = new ArrayList<>();
    final Deque<Failure> failures = new ArrayDeque<>();
    int key;
    private final SimMemoryServer server;

    DirectApi(SimMemoryServer server) {
        this.server = server;
    }

    /** The next request that writes fails so. */
    DirectApi failing(Kind kind, int status, boolean done) {
        failures.add(new Failure(kind, status, done));
        return this;
    }

    private interface Request {
        long send() throws MemoryApiException;
    }

    private long write(String what, Request request) throws MemoryApiException {
        asked.add(what);
        server.check(key);
        Failure failure = failures.poll();
        if (failure == null) {
            return request.send();
        }
        if (failure.done()) {
            request.send();
        }
        throw new MemoryApiException(failure.kind(), failure.status(), "It failed on purpose.", null);
    }

    @Override
    public void health() {
        asked.add("health");
    }

    @Override
    public String checkKey() throws MemoryApiException {
        asked.add("check");
        server.check(key);
        return "user";
    }

    @Override
    public long create(RecordContent content) throws MemoryApiException {
        return write("create " + content.text().content(), () -> server.create(content, Duration.ZERO));
    }

    @Override
    public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
        asked.add("records"
                + since.map(time -> time.equals(Instant.EPOCH) ? " ever" : " since")
                        .orElse(""));
        server.check(key);
        SimMemoryServer.Answer answer = server.changes(since);
        answer.records().forEach(use);
        return answer.serverTime();
    }

    @Override
    public void update(long id, RecordContent content) throws MemoryApiException {
        write("update " + content.text().content(), () -> {
            server.update(id, content, Duration.ZERO, hit -> {});
            return id;
        });
    }

    @Override
    public void delete(long id) throws MemoryApiException {
        write("delete " + id, () -> {
            server.delete(id, Duration.ZERO, hit -> {});
            return id;
        });
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
