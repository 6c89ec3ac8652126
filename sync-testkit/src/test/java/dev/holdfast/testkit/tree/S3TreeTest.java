package dev.holdfast.testkit.tree;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.S3Proxy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The suite of sides over a bucket of a real S3 service. */
@Tag("once")
class S3TreeTest {
    abstract static class OverABucket extends StorageTreeTest.OverAStorage {
        @Override
        protected boolean passRetention() {
            return false;
        }
    }

    @Nested
    class AbleToCreateOnly extends OverABucket {
        @Override
        StorageClient storage() {
            return new S3Storage(S3Proxy.shared().newBucket());
        }
    }

    @Nested
    class BelowAPrefix extends OverABucket {
        @Override
        StorageClient storage() {
            return new S3Storage(S3Proxy.shared().newBucket().withPrefix("some/where"));
        }
    }

    @Nested
    class WithoutCreateOnly extends OverABucket {
        @Override
        StorageClient storage() {
            return new S3Storage(S3Proxy.shared().newBucket().withCreateOnly(false));
        }
    }
}
