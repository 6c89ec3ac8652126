package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.local.LocalStorage;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hostile names over each backend. A further one is one more nested class. */
@Tag("once")
class HostileNamesTest {
    @Nested
    class InMemory extends HostileNamesSuite {
        @Override
        protected StorageClient emptyStorage(Path root) {
            return new MemoryStorage();
        }
    }

    @Nested
    class InAFolder extends HostileNamesSuite {
        @Override
        protected StorageClient emptyStorage(Path root) {
            return new LocalStorage(root);
        }
    }

    /** Keeps case, tells no case and no Unicode form apart. */
    @Nested
    class InAFolderAsOnAMac extends HostileNamesSuite {
        @Override
        protected StorageClient emptyStorage(Path root) throws Exception {
            return on(Jimfs.newFileSystem(Configuration.osX()), "/Volumes/remote");
        }
    }

    /** Keeps case, tells no case apart, and can't hold some characters. */
    @Nested
    class InAFolderAsOnWindows extends HostileNamesSuite {
        @Override
        protected StorageClient emptyStorage(Path root) throws Exception {
            return on(Jimfs.newFileSystem(Configuration.windows()), "C:\\remote");
        }
    }

    /** Has directories that can be held open. */
    @Nested
    class InAFolderAsOnUnix extends HostileNamesSuite {
        @Override
        protected StorageClient emptyStorage(Path root) throws Exception {
            return on(Jimfs.newFileSystem(Configuration.unix()), "/remote");
        }
    }

    @Nested
    class InABucket extends HostileNamesSuite {
        @Override
        protected StorageClient emptyStorage(Path root) throws Exception {
            return new S3Storage(S3Proxy.shared().newBucket());
        }
    }

    private static StorageClient on(FileSystem system, String root) throws Exception {
        return new LocalStorage(Files.createDirectories(system.getPath(root)));
    }

    @Test
    void thereAreManyAndNoneTwice() {
        Set<String> all = new LinkedHashSet<>(HostileNames.keys());
        assertThat(all).hasSameSizeAs(HostileNames.keys()).noneMatch(StorageKeys::isValid);
        HostileNames.oddButValid()
                .forEach(key -> assertThat(all.add(key)).as(key).isTrue());
        HostileNames.perhapsTaken()
                .forEach(key -> assertThat(all.add(key)).as(key).isTrue());
        assertThat(all).hasSizeGreaterThan(250);
        assertThat(HostileNames.oddButValid()).allMatch(StorageKeys::isValid);
        assertThat(HostileNames.perhapsTaken()).allMatch(StorageKeys::isValid);
    }

    @Test
    void theSentenceAboutABadKeyCanBeShown() {
        for (String key : HostileNames.keys()) {
            StorageException refused =
                    catchThrowableOfType(StorageException.InvalidKey.class, () -> StorageKeys.require(key));
            assertThat(refused.sentence()).hasSizeLessThan(250);
            assertThat(refused.sentence().codePoints())
                    .noneMatch(point -> Character.isISOControl(point)
                            || Character.getType(point) == Character.FORMAT
                            || Character.getType(point) == Character.SURROGATE);
        }
    }
}
