package dev.holdfast.cli;

import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.MirrorWatch;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast mirror watch}: keeps both sides the same from now on. */
@Command(
        name = "watch",
        description = "Run mirrors now, and again whenever something changes in their folders, until you stop it.",
        footer = {
            "",
            "Prints a line for each run that did something, and when a mirror fails, fails",
            "otherwise or works again. One that fails is tried again and holds up no other.",
            "What changes in a bucket or a space is found by looking now and then. End it",
            "with Ctrl-C: nothing half done is left behind."
        })
final class MirrorWatchCommand extends MirrorAction {
    private static final double LONGEST = 86_400;

    @Mixin
    private final MirrorArguments arguments = new MirrorArguments();

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Run when nothing has changed for so long (default: ${DEFAULT-VALUE}).")
    private double settle;

    @Option(
            names = "--rescan",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Look at everything this often though nothing seems to change (default: ${DEFAULT-VALUE}).")
    private double rescan;

    MirrorWatchCommand(Cli cli) {
        super(cli);
    }

    @Override
    List<MirrorSetting> pairs() {
        return arguments.pairs(cli());
    }

    @Override
    int run(Mirrors mirrors) throws SyncException {
        List<MirrorSetting> chosen = chosen(arguments, mirrors);
        MirrorWatch.Timing timing =
                MirrorWatch.Timing.of(duration("--settle", settle, 0), duration("--rescan", rescan, 0.1));
        RunControl control = new RunControl();
        Optional<StorageException> failure =
                OnSignal.during(() -> all(mirrors, timing, chosen, control), control::cancel);
        if (failure.isPresent()) {
            throw failed(failure.get());
        }
        return ExitCode.DONE;
    }

    private Duration duration(String option, double seconds, double least) {
        if (!(seconds >= least && seconds <= LONGEST)) {
            throw bad(option + " must be a number of seconds from " + least + " to " + (long) LONGEST + ".");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Each in a thread of its own. What ails one is told and tried again; what can't be watched at all ends all. */
    private Optional<StorageException> all(
            Mirrors mirrors, MirrorWatch.Timing timing, List<MirrorSetting> chosen, RunControl control) {
        ExecutorService threads = Executors.newFixedThreadPool(chosen.size());
        try {
            List<CompletableFuture<@Nullable StorageException>> watches = new ArrayList<>();
            for (MirrorSetting mirror : chosen) {
                MirrorWatch watch = new MirrorWatch(mirrors, timing, new WatchLines(cli(), mirror, json()));
                watches.add(CompletableFuture.supplyAsync(() -> one(watch, mirror, control), threads));
            }
            CompletableFuture.allOf(watches.toArray(CompletableFuture[]::new)).join();
            return watches.stream()
                    .flatMap(each -> Optional.ofNullable(each.join()).stream())
                    .findFirst();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdown();
        }
    }

    private static @Nullable StorageException one(MirrorWatch watch, MirrorSetting mirror, RunControl control) {
        try {
            watch.run(mirror, control);
            return null;
        } catch (StorageException e) {
            return e;
        } finally {
            control.cancel();
        }
    }
}
