package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.testkit.tree.MemoryTree;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunControlTest {
    private final Bench bench = new Bench();
    private final RunControl control = new RunControl();

    /** Its contents do something once a few bytes were read. */
    private static final class Interrupted extends ForwardingTree {
        private final Runnable amid;

        Interrupted(Bench bench, Runnable amid) {
            super(new MemoryTree(bench.left));
            this.amid = amid;
        }

        @Override
        public InputStream open(TreeEntry seen) throws StorageException {
            return new FilterInputStream(super.open(seen)) {
                private boolean done;

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, Math.min(length, 2));
                    if (!done) {
                        done = true;
                        amid.run();
                    }
                    return read;
                }
            };
        }
    }

    @Test
    void cancellingInTheMiddleOfAFileLeavesNothingHalfDone() {
        bench.left.put("a", "some content");
        bench.source = new Interrupted(bench, control::cancel);
        MirrorReport report = bench.mirror().run(control);
        assertThat(report.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(bench.right.paths()).isEmpty();
        assertThat(bench.right.unfinished()).isZero();
        bench.source = new MemoryTree(bench.left);
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.isEqual()).isTrue();
    }

    @Test
    void pausingHoldsTheRunInTheMiddleOfAFileUntilItIsResumed() throws Exception {
        bench.left.put("a", "some content");
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        bench.source = new Interrupted(bench, () -> {
            control.pause();
            reader.complete(Thread.currentThread());
        });
        CompletableFuture<MirrorReport> report =
                CompletableFuture.supplyAsync(() -> bench.mirror().run(control));
        Thread paused = reader.get(30, TimeUnit.SECONDS);
        await().until(() -> paused.getState() == Thread.State.TIMED_WAITING);
        assertThat(bench.right.paths()).isEmpty();
        assertThat(report).isNotDone();
        control.resume();
        assertThat(report.get(30, TimeUnit.SECONDS).ok()).isTrue();
        assertThat(bench.isEqual()).isTrue();
    }

    @Test
    void cancellingEndsAPause() throws Exception {
        bench.left.put("a", "some content");
        control.pause();
        CompletableFuture<MirrorReport> report =
                CompletableFuture.supplyAsync(() -> bench.mirror().run(control));
        control.cancel();
        assertThat(report.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(bench.right.paths()).isEmpty();
    }

    @Test
    void tenFilesAreCopiedAtOnceAndNoMore() {
        for (int i = 0; i < 20; i++) {
            bench.left.put("f" + i, "x" + i);
        }
        CyclicBarrier ten = new CyclicBarrier(10);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        bench.destination = new ForwardingTree(new MemoryTree(bench.right)) {
            @Override
            public TreeEntry write(
                    String path,
                    @Nullable TreeEntry over,
                    TreeEntry from,
                    Source source,
                    LongConsumer progress,
                    CancelSignal cancel)
                    throws StorageException {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                meet(ten);
                TreeEntry written = super.write(path, over, from, source, progress, cancel);
                now.decrementAndGet();
                return written;
            }
        };
        assertThat(bench.run().ok()).isTrue();
        assertThat(most).hasValue(10);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void progressOfEachFileEndsWithItsSize() {
        bench.left.put("a", "12345");
        List<Progress> told = new CopyOnWriteArrayList<>();
        bench.options = bench.options.withProgress(told::add);
        bench.run();
        assertThat(told).first().isEqualTo(new Progress("notes", "a", 0, 5));
        assertThat(told).last().isEqualTo(new Progress("notes", "a", 5, 5));
        assertThat(told).extracting(Progress::bytesDone).isSorted();
    }
}
