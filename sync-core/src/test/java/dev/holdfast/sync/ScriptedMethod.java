package dev.holdfast.sync;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A method that does what the test says; by itself it claims to have sent every source. */
final class ScriptedMethod implements SyncMethod {
    final ConcurrentLinkedQueue<MethodRequest> requests = new ConcurrentLinkedQueue<>();
    volatile Availability availability = Availability.yes("scripted");
    volatile Script script = (request, context) -> uploaded(request, "upload-1");

    interface Script {
        MethodResult run(MethodRequest request, SyncContext context) throws SyncException;
    }

    static MethodResult uploaded(MethodRequest request, String uploadId) {
        return new MethodResult(
                request.sources().stream()
                        .map(source -> source.name() + "/file")
                        .toList(),
                List.of(),
                42,
                Optional.of(uploadId));
    }

    static MethodResult unchanged(MethodRequest request) {
        return new MethodResult(
                List.of(),
                request.sources().stream()
                        .map(source -> source.name() + "/file")
                        .toList(),
                0,
                Optional.empty());
    }

    static SyncException failure(String sentence, boolean isTransient) {
        return new SyncException("cloud", sentence, isTransient, null);
    }

    /** Says that it has begun, and works until it is told to stop. */
    static Script untilCancelled(CountDownLatch begun) {
        return (request, context) -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            context.cancel().onCancel(cancelled::countDown);
            begun.countDown();
            await(cancelled);
            context.cancel().throwIfCancelled();
            return unchanged(request);
        };
    }

    /** Says that it has begun, and ends when the test lets it. */
    static Script held(CountDownLatch begun, CountDownLatch go) {
        return (request, context) -> {
            begun.countDown();
            await(go);
            return uploaded(request, "upload-held");
        };
    }

    @Override
    public String name() {
        return "cloud";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Availability availability(Duration limit) {
        return availability;
    }

    @Override
    public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
        return request.sources().stream()
                .map(source -> new PlannedFile(source.name(), "file", 1, true))
                .toList();
    }

    @Override
    public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
        requests.add(request);
        for (SourceSetting source : request.sources()) {
            context.progress().onProgress(new Progress(source.name(), "file", 1, 1));
        }
        return script.run(request, context);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
