package dev.holdfast.testkit;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The storage suite over a bucket of a real S3 service. */
@Tag("once")
@Tag("alone")
class S3ContractTest {
    /** What this service can't do: it keeps objects as files, and sorts names as Java does. */
    abstract static class OverS3 extends StorageContract {
        @Override
        protected int partSize() {
            return 5 << 20;
        }

        @Override
        protected boolean objectsMayHaveObjectsBelow() {
            return false;
        }

        @Override
        protected boolean emptySegmentsMakeOtherKeys() {
            return false;
        }

        @Override
        protected boolean listsCharactersBeyondTheFirstPlane() {
            return false;
        }

        /** It removes the folder of the last object below it, also when a write into it has just begun: 500. */
        @Override
        protected boolean deletionsMayFailWrites() {
            return true;
        }

        @Override
        protected List<String> secrets() {
            return List.of(
                    S3Proxy.shared().options("any").credentials().orElseThrow().secretAccessKey());
        }
    }

    @Nested
    class Bare extends OverS3 {
        @Override
        protected StorageClient emptyStorage() {
            return new S3Storage(S3Proxy.shared().newBucket());
        }
    }

    @Nested
    class BelowAPrefix extends OverS3 {
        @Override
        protected StorageClient emptyStorage() {
            return new S3Storage(S3Proxy.shared().newBucket().withPrefix("some/where"));
        }
    }

    @Nested
    class WithoutCreateOnly extends OverS3 {
        @Override
        protected StorageClient emptyStorage() {
            return new S3Storage(S3Proxy.shared().newBucket().withCreateOnly(false));
        }
    }

    @Nested
    class Decorated extends OverS3 {
        @Override
        protected StorageClient emptyStorage() {
            CancelSignal never = new CancelSignal();
            StorageClient storage = new S3Storage(S3Proxy.shared().newBucket());
            StorageClient guarded = new StallGuardStorage(storage, Duration.ofMinutes(1), never);
            return new RetryingStorage(guarded, new RetryPolicy(3, Duration.ofMillis(1)), Pause.REAL, never);
        }
    }

    @Nested
    class WithAStaleListing extends OverS3 {
        @Override
        protected StorageClient emptyStorage() {
            return new StaleListingStorage(new S3Storage(S3Proxy.shared().newBucket()), 4);
        }

        @Override
        protected void settle(StorageClient tested) {
            ((StaleListingStorage) tested).settle();
        }
    }
}
