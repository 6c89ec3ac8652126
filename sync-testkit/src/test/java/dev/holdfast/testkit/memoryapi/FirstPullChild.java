package dev.holdfast.testkit.memoryapi;

import dev.holdfast.settings.Secret;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.HttpMemoryApi;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A process with little memory that meets a server for the first time. Fails by its exit code. */
final class FirstPullChild {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private FirstPullChild() {}

    /** Arguments: {@code read}, or {@code store} for all that comes of it; a home, the server's address, its records' number. */
    public static void main(String[] arguments) throws Exception {
        Path home = Files.createDirectories(Path.of(arguments[1]));
        Path key = Files.writeString(home.resolve("api-key"), "key");
        long count = Long.parseLong(arguments[3]);
        long start = System.nanoTime();
        // What is looked at is memory; a machine that has much else to do may take its time.
        try (MemoryApi api =
                new HttpMemoryApi(URI.create(arguments[2]), Secret.of("${file:" + key + "}"), PATIENCE, PATIENCE)) {
            long came = arguments[0].equals("read") ? read(api) : store(api, home);
            System.out.println(came + " records in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            require(came == count, "all records came");
        }
    }

    private static long read(MemoryApi api) throws MemoryApiException {
        AtomicLong characters = new AtomicLong();
        AtomicLong records = new AtomicLong();
        api.records(Optional.empty(), record -> {
            characters.addAndGet(record.content().text().content().length());
            records.incrementAndGet();
        });
        require(characters.get() == records.get() * FirstPullTest.content(0).length(), "they say what they said");
        return records.get();
    }

    private static long store(MemoryApi api, Path home) {
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            RecordSyncResult result = new RecordSync(
                            store.records("stand-in"), api, RecordRules.USUAL, InstantSource.system())
                    .run(RecordSync.Depth.FULL, new CancelSignal());
            require(result.complete() && result.errors().isEmpty(), "the pull was complete: " + result);
            require(store.counts().total() == result.pulled(), "all are in the store");
            return result.pulled();
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("Not so: " + what);
        }
    }
}
