package dev.holdfast.sync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    private Path file;

    @BeforeEach
    void file(@TempDir Path directory) {
        file = directory.resolve("some.lock");
    }

    @Test
    void oneHolderAtATimeInOneProcess() {
        HomeLock first = HomeLock.tryAcquire(file).orElseThrow();
        assertThat(HomeLock.tryAcquire(file)).isEmpty();
        first.close();
        first.close();
        HomeLock.tryAcquire(file).orElseThrow().close();
    }

    @Test
    void aRefusedTryInThisProcessLeavesTheLockToItsHolder() throws Exception {
        HomeLock held = HomeLock.tryAcquire(file).orElseThrow();
        assertThat(HomeLock.tryAcquire(file)).isEmpty();
        try (ChildJvm child = ChildJvm.start(LockChild.class, file.toString())) {
            child.waitFor("refused");
            held.close();
        }
    }

    @Test
    void anotherWayToTheSameFileIsTheSameLock(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), file.getParent());
        HomeLock held = HomeLock.tryAcquire(file).orElseThrow();
        assertThat(HomeLock.tryAcquire(link.resolve("some.lock"))).isEmpty();
        held.close();
    }

    @Test
    void theSystemFreesTheLockOfAProcessThatWasKilled() throws Exception {
        try (ChildJvm child = ChildJvm.start(LockChild.class, file.toString())) {
            child.waitFor("locked");
            assertThat(HomeLock.tryAcquire(file)).isEmpty();
            child.kill();
        }
        Awaitility.await().until(() -> {
            Optional<HomeLock> lock = HomeLock.tryAcquire(file);
            lock.ifPresent(HomeLock::close);
            return lock.isPresent();
        });
    }

    @Test
    void waitingEndsWithASentence() {
        HomeLock held = HomeLock.tryAcquire(file).orElseThrow();
        assertThatThrownBy(() -> HomeLock.acquire(file, Duration.ZERO))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(file.toString());
        held.close();
    }

    /** Takes the lock if it can, says so, and stays. */
    static final class LockChild {
        private LockChild() {}

        public static void main(String[] arguments) throws IOException {
            Optional<HomeLock> lock = HomeLock.tryAcquire(Path.of(arguments[0]));
            System.out.println(lock.isPresent() ? "locked" : "refused");
            int end = System.in.read();
            System.out.println("ended by " + end);
            lock.ifPresent(HomeLock::close);
        }
    }
}
