package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import dev.holdfast.testkit.sim.Device;
import dev.holdfast.testkit.sim.Network;
import dev.holdfast.testkit.sim.NoReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** A simulated device's way to a simulated memory server. What goes wrong is drawn from the given chance. */
public final class SimMemoryApi implements MemoryApi {
    /** The server's name in the network. */
    public static final String NAME = "memory";

    private final Network network;
    private final Device device;
    private final SimMemoryServer server;
    private final IntSupplier key;
    private final Supplier<ServerMood> mood;
    private final Random random;
    private final Aim aim;

    /** Is told what a change or a deletion hits, when it does. */
    @FunctionalInterface
    public interface Aim {
        /**
         * For a request that is about to be sent.
         *
         * @param content what the record is to say; empty when it is to be deleted
         * @return told what the record said just before the request had its effect
         */
        Consumer<RecordContent> at(long id, Optional<RecordContent> content);
    }

    /**
     * A way.
     *
     * @param key the one that the device has now
     * @param mood how the server is now
     */
    public SimMemoryApi(
            Network network,
            Device device,
            SimMemoryServer server,
            IntSupplier key,
            Supplier<ServerMood> mood,
            Random random,
            Aim aim) {
        this.network = network;
        this.device = device;
        this.server = server;
        this.key = key;
        this.mood = mood;
        this.random = random;
        this.aim = aim;
    }

    @Override
    public void health() throws MemoryApiException {
        call("health", Duration.ZERO, () -> 0L);
    }

    @Override
    public String checkKey() throws MemoryApiException {
        call("check", Duration.ZERO, () -> {
            server.check(key.getAsInt());
            return 0L;
        });
        return "user";
    }

    @Override
    public long create(RecordContent content) throws MemoryApiException {
        int with = key.getAsInt();
        Duration late = late();
        return call("create " + content.text().content(), late, () -> {
            server.check(with);
            return server.create(content, late);
        });
    }

    @Override
    public void update(long id, RecordContent content) throws MemoryApiException {
        int with = key.getAsInt();
        Duration late = late();
        Consumer<RecordContent> hit = aim.at(id, Optional.of(content));
        call("update " + id + " " + content.text().content(), late, () -> {
            server.check(with);
            server.update(id, content, late, hit);
            return id;
        });
    }

    @Override
    public void delete(long id) throws MemoryApiException {
        int with = key.getAsInt();
        Duration late = late();
        Consumer<RecordContent> hit = aim.at(id, Optional.empty());
        call("delete " + id, late, () -> {
            server.check(with);
            server.delete(id, late, hit);
            return id;
        });
    }

    private Duration late() {
        ServerMood now = mood.get();
        return random.nextDouble() < now.late()
                ? Duration.ofMillis((long) (random.nextDouble() * now.latest().toMillis()))
                : Duration.ZERO;
    }

    private long call(String what, Duration late, Network.Handler<Long, MemoryApiException> work)
            throws MemoryApiException {
        ServerMood now = mood.get();
        if (random.nextDouble() < now.away()) {
            throw new MemoryApiException(Kind.AWAY, 0, "The memory server is away; try again.", null);
        }
        boolean fails = random.nextDouble() < now.fails();
        boolean before = random.nextBoolean();
        long answer = ask(what, () -> {
            if (fails && before) {
                throw unknown();
            }
            long id = work.handle();
            if (fails) {
                throw unknown();
            }
            return id;
        });
        if (!late.isZero()) {
            throw unknown();
        }
        return answer;
    }

    private <T> T ask(String what, Network.Handler<T, MemoryApiException> work) throws MemoryApiException {
        try {
            return network.call(device, NAME, what, work);
        } catch (NoReplyException e) {
            throw new MemoryApiException(Kind.UNKNOWN, 0, "The memory server did not answer in time; try again.", e);
        }
    }

    private static MemoryApiException unknown() {
        return new MemoryApiException(Kind.UNKNOWN, 500, "The memory server failed; try again.", null);
    }

    @Override
    public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
        ServerMood now = mood.get();
        int with = key.getAsInt();
        SimMemoryServer.Answer answer = ask("records", () -> {
            server.check(with);
            return server.changes(since);
        });
        if (random.nextDouble() < now.odd()) {
            throw new MemoryApiException(
                    Kind.ODD_REPLY,
                    200,
                    "The memory server's answer is not what its API says; check its address.",
                    null);
        }
        if (random.nextDouble() < now.empty()) {
            return answer.serverTime();
        }
        List<ServerRecord> records = answer.records();
        if (random.nextDouble() < now.torn()) {
            records.subList(0, random.nextInt(records.size() + 1)).forEach(use);
            throw new MemoryApiException(Kind.AWAY, 0, "The memory server's answer broke off; try again.", null);
        }
        records.forEach(use);
        return answer.serverTime();
    }

    @Override
    public void close() {
        // Nothing is open between requests.
    }
}
