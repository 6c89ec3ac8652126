package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that asks for syncs and does them, with everything real, until it comes to the point where it is to be
 * killed. There it says so and stands still. Arguments: the home, a name for its jobs, and the number of the point.
 */
final class KillChild {
    private static final int JOBS = 2;

    private final Path home;
    private final int fatal;
    private final AtomicInteger passed = new AtomicInteger();

    private KillChild(Path home, int fatal) {
        this.home = home;
        this.fatal = fatal;
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("begun");
        new KillChild(Path.of(arguments[0]), Integer.parseInt(arguments[2])).work(arguments[1]);
        System.out.println("finished");
        new CountDownLatch(1).await();
    }

    static Settings settings(Path home) {
        return Settings.builder(home)
                .set(Keys.SOURCES, List.of(new SourceSetting("always", home.resolveSibling("always.md"))))
                .set(Keys.SYSTEM_ID, "here")
                .build();
    }

    static CloudSync method(Path home) {
        return new CloudSync(settings(home), Set.of(home.resolve(StateDatabase.FILE_NAME)));
    }

    private void work(String name) throws Exception {
        SyncService service =
                SyncServices.create(settings(home), List.of(new Watched(method(home))), InstantSource.system());
        service.startDraining();
        for (int i = 0; i < JOBS; i++) {
            Path file = Files.writeString(home.resolveSibling(name + "-" + i + ".md"), "what " + name + " knew, " + i);
            SourceSetting source = new SourceSetting(name + "-" + i, file);
            pass("before the job is stored");
            String id = service.submit(
                            new SyncRequest("auto", true, List.of(), List.of(source), Trigger.SESSION_END, Map.of()))
                    .jobId();
            pass("before the job is acknowledged");
            System.out.println("acknowledged " + id + " " + source.name());
            pass("after the job was acknowledged");
            var unused = service.await(id, Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal())
                    .get(1, TimeUnit.MINUTES);
            pass("after the job ended");
        }
    }

    private void pass(String point) {
        if (passed.incrementAndGet() == fatal) {
            System.out.println("fatal " + point);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The real method, with a point wherever it looks whether to go on: at each step of copying, sending, finishing. */
    private final class Watched implements SyncMethod {
        private final SyncMethod real;

        Watched(SyncMethod real) {
            this.real = real;
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public int priority() {
            return real.priority();
        }

        @Override
        public Availability availability(Duration limit) {
            return real.availability(limit);
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) throws SyncException {
            return real.plan(request, context);
        }

        @Override
        public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
            pass("after the lease");
            CancelSignal steps = new CancelSignal(() -> {
                pass("within the sync");
                return context.cancel().isCancelled();
            });
            MethodResult result = real.sync(request, new SyncContext(context.progress(), steps));
            pass("after the manifest");
            return result;
        }
    }

    /** For a test's own start: a source that all homes have. */
    static void lay(Path home) throws IOException {
        Files.writeString(home.resolveSibling("always.md"), "always there");
    }
}
