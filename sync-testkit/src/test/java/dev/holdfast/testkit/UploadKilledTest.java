package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.net.Ending;
import dev.holdfast.testkit.net.HttpFront;
import dev.holdfast.testkit.net.HttpReply;
import dev.holdfast.testkit.net.LineFault;
import dev.holdfast.testkit.net.TcpFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Whatever request an upload dies at: it has no manifest, the next run completes it, and a day later nothing is left that
 * no manifest names.
 */
@Tag("once")
@Tag("alone")
class UploadKilledTest {
    private static final Duration LATER = Duration.ofHours(25);
    /** A part of 5 MiB and a short one. */
    private static final int TWO_PARTS = (5 << 20) + 1000;

    @TempDir
    Path temp = Path.of("");

    private int machines;

    /** The same machine, each time as a new process. */
    private final class Laptop {
        private final Path root = temp.resolve("machine" + ++machines);

        Laptop(int largest) throws IOException {
            at(new MemoryStorage()).write("notes/a.md", "alpha").write("notes/empty", "");
            byte[] bytes = new byte[largest];
            new Random(1).nextBytes(bytes);
            Files.write(root.resolve("notes/large"), bytes);
        }

        Machine at(StorageClient storage) {
            return new Machine(root, "unit", storage).source("notes");
        }
    }

    private static void assertNothingIsTorn(StorageClient storage) throws IOException {
        Set<String> keys = keys(storage);
        for (String manifest : Manifests.all(storage)) {
            assertThat(keys).containsAll(Manifests.referencedKeys(storage, manifest));
        }
    }

    private static Set<String> keys(StorageClient storage) throws StorageException {
        Set<String> keys = new HashSet<>();
        Listing.objects(storage, "", Depth.ALL, object -> keys.add(object.key()));
        return keys;
    }

    private static void assertTheNextRunCompletesIt(Laptop laptop, StorageClient storage) throws Exception {
        assertNothingIsTorn(storage);
        laptop.at(storage).sync();
        assertThat(Manifests.all(storage)).hasSize(1);
        VerifyReport report = laptop.at(storage).verify(true);
        assertThat(report.problems()).isEmpty();
        assertThat(report.objects()).isEqualTo(3);
    }

    private static void assertADayLaterNothingElseIsLeft(Laptop laptop, StorageClient storage) throws Exception {
        assertThat(laptop.at(new Later(storage))
                        .sync(Clock.offset(Clock.systemUTC(), LATER))
                        .uploadId())
                .isEmpty();
        Set<String> wanted = new HashSet<>(Manifests.all(storage));
        for (String manifest : Manifests.all(storage)) {
            wanted.addAll(Manifests.referencedKeys(storage, manifest));
        }
        assertThat(keys(storage)).isEqualTo(wanted);
    }

    /** As the storage will be in 25 hours. */
    private static final class Later extends ForwardingStorage {
        Later(StorageClient next) {
            super(next);
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            return call.run();
        }

        @Override
        public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
            StoredObject now = super.put(key, content, options);
            return new StoredObject(
                    now.key(),
                    now.size(),
                    now.sha256(),
                    now.version(),
                    now.modified().plus(LATER),
                    now.identity(),
                    now.metadata());
        }

        @Override
        public int sweep(String prefix, Duration idle) throws StorageException {
            return super.sweep(prefix, idle.minus(LATER));
        }
    }

    @Test
    void atAnyCallOfTheStorage() throws Exception {
        int met =
                FaultyRuns.atEachCall(MemoryStorage::new, () -> new IllegalStateException("killed"), (faulty, bare) -> {
                    Laptop laptop = new Laptop(50_000);
                    try {
                        laptop.at(faulty).sync();
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessage("killed");
                    }
                    assertTheNextRunCompletesIt(laptop, bare);
                    assertADayLaterNothingElseIsLeft(laptop, bare);
                });
        assertThat(met).isGreaterThan(40);
    }

    /** What the service has done of the request that the process died at. */
    private enum Struck {
        NEVER_ARRIVED,
        DONE
    }

    /**
     * Finer than calls of the storage: a file in parts takes many requests. What the service knows when a request never
     * arrived is what it knows when the one before was done, so each takes every other one.
     */
    @ParameterizedTest
    @EnumSource(Struck.class)
    void atAnyRequestToAnS3Service(Struck struck) throws Exception {
        List<Integer> unfinished = new ArrayList<>();
        int last = 0;
        for (boolean killed = true; killed; last += 2) {
            S3Options options = S3Proxy.shared().newBucket();
            Laptop laptop = new Laptop(TWO_PARTS);
            killed = killedAt(last, struck, options, laptop);
            try (S3Client client = S3Proxy.shared().client();
                    StorageClient storage = new S3Storage(options)) {
                unfinished.add(unfinished(client, options));
                assertTheNextRunCompletesIt(laptop, storage);
                assertADayLaterNothingElseIsLeft(laptop, storage);
                assertThat(unfinished(client, options)).isZero();
            }
        }
        assertThat(last).isGreaterThan(15);
        assertThat(unfinished).as("some died in the middle of a file").contains(0, 1);
    }

    /** Whether it died before it was done. */
    private static boolean killedAt(int request, Struck struck, S3Options options, Laptop laptop) throws IOException {
        try (HttpFront front = new HttpFront(S3Proxy.shared().endpoint());
                StorageClient storage = new S3Storage(options.withEndpoint(front.endpoint()))) {
            AtomicInteger seen = new AtomicInteger();
            if (struck == Struck.DONE) {
                TcpFault lost = TcpFault.onReply(LineFault.NONE.cut(0, Ending.RST));
                front.disturb(any -> seen.get() == request && seen.incrementAndGet() > 0, 1, lost);
            }
            // A dead process asks nothing more: what cleans up after the failure gets nowhere.
            front.answer(any -> seen.getAndIncrement() >= request, Integer.MAX_VALUE, any -> HttpReply.of(403));
            try {
                laptop.at(storage).sync();
            } catch (SyncException e) {
                assertThat(seen.get()).as(e.sentence()).isGreaterThan(request);
            }
            return seen.get() > request;
        }
    }

    private static int unfinished(S3Client client, S3Options options) {
        return client.listMultipartUploads(request -> request.bucket(options.bucket()))
                .uploads()
                .size();
    }
}
