package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A process on a home, for tests: what it does is its first argument, the home its second. */
final class ProcessChild {
    private ProcessChild() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "enqueue" -> enqueue(home);
            case "hang" -> hang(home);
            case "drain" -> drain(home);
            case "distinct" -> distinct(home, arguments[2], Integer.parseInt(arguments[3]));
            case "fight" -> fight(home, Duration.ofMillis(Long.parseLong(arguments[2])), arguments[3].equals("hold"));
            case "flood" -> flood(home, Integer.parseInt(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** The settings that all processes of a test share: one source, beside the home. */
    static Settings settings(Path home) {
        return Settings.builder(home)
                .set(Keys.SOURCES, List.of(new SourceSetting("notes", home.resolveSibling("notes.md"))))
                .set(Keys.SYSTEM_ID, "here")
                .build();
    }

    static SyncService service(Path home, ScriptedMethod method) {
        return SyncServices.create(settings(home), List.of(method), InstantSource.system());
    }

    static SyncRequest request(String occasion) {
        SourceSetting source = new SourceSetting(occasion, Path.of("notes.md"));
        return new SyncRequest("auto", true, List.of(), List.of(source), Trigger.SESSION_END, Map.of());
    }

    /** Commits a job, says so, and stays until it is killed. */
    private static void enqueue(Path home) throws InterruptedException {
        SyncService service = service(home, new ScriptedMethod());
        System.out.println("submitted " + service.submit(request("killed")).jobId());
        new CountDownLatch(1).await();
    }

    /** Begins a job, says so, and never ends it. */
    private static void hang(Path home) throws InterruptedException {
        ScriptedMethod method = new ScriptedMethod();
        CountDownLatch begun = new CountDownLatch(1);
        method.script = ScriptedMethod.held(begun, new CountDownLatch(1));
        SyncService service = service(home, method);
        String id = service.submit(request("killed")).jobId();
        service.startDraining();
        begun.await();
        System.out.println("running " + id);
        new CountDownLatch(1).await();
    }

    /** Works off what is there, and logs each job that it did in a file that all processes append to. */
    private static void drain(Path home) {
        ScriptedMethod method = new ScriptedMethod();
        method.script = (request, context) -> log(home, context);
        try (SyncService service = service(home, method)) {
            service.drain(Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal());
        }
    }

    private static MethodResult log(Path home, SyncContext context) {
        context.cancel().throwIfCancelled();
        append(home, "done");
        return new MethodResult(List.of(), List.of(), 0, Optional.empty());
    }

    private static void append(Path home, String line) {
        try {
            Files.write(
                    home.resolve("done.log"),
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flood(Path home, int jobs) {
        try (SyncService service = service(home, new ScriptedMethod())) {
            for (int i = 0; i < jobs; i++) {
                service.submit(request(ProcessHandle.current().pid() + " " + i));
            }
        }
        System.out.println("flooded");
    }

    /** Asks for jobs of which each leaves a trace of its own. */
    private static void distinct(Path home, String name, int jobs) {
        try (SyncService service = service(home, new ScriptedMethod())) {
            for (int i = 0; i < jobs; i++) {
                SourceSetting source = new SourceSetting(name + "-" + i, home.resolveSibling("notes.md"));
                service.submit(
                        new SyncRequest("auto", true, List.of(), List.of(source), Trigger.SESSION_END, Map.of()));
            }
        }
        System.out.println("asked");
    }

    /** Works jobs off until it is killed, with short leases. When told so, it once stops in the middle of a job. */
    private static void fight(Path home, Duration lease, boolean hold) throws InterruptedException {
        AtomicBoolean held = new AtomicBoolean(!hold);
        ScriptedMethod method = new ScriptedMethod();
        method.script = (request, context) -> {
            if (held.compareAndSet(false, true)) {
                System.out.println("holding");
                awaitFile(home.resolveSibling("go"));
            }
            context.cancel().throwIfCancelled();
            append(home, request.sources().get(0).name());
            return new MethodResult(List.of(), List.of(), 0, Optional.empty());
        };
        SyncService service = SyncServices.create(
                settings(home), List.of(method), Destination.of(settings(home)), InstantSource.system(), lease);
        service.startDraining();
        System.out.println("draining");
        new CountDownLatch(1).await();
    }

    private static void awaitFile(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
