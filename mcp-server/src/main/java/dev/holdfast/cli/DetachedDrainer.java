package dev.holdfast.cli;

import dev.holdfast.settings.SettingsFlags;
import dev.holdfast.sync.SyncStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts {@code holdfast drain --stay} in a session of its own: signals to this process's group and the closing of its
 * terminal do not reach it, and it holds none of this process's streams. It has this process's environment, and with it
 * what the settings and credentials refer to. Running it again while the one it started lives does nothing. Thread-safe.
 */
final class DetachedDrainer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DetachedDrainer.class);

    /** What puts a command into a session of its own, best first. Not every system has every one. */
    private static final List<List<String>> WAYS = List.of(
            List.of("setsid"),
            List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV; exit 1"),
            List.of("/bin/sh", "-c", "trap '' HUP INT; \"$@\" &", "sh"));

    private final List<String> command;
    private @Nullable Process started;

    /** @param flags the settings' flags that this process was given; the other one gets the same */
    DetachedDrainer(SettingsFlags flags) {
        this.command = command(flags);
    }

    /** Makes up for a server that was killed without warning, when something has been left that nobody is at. */
    static void startIfDue(SyncStatus status, SettingsFlags flags, Instant now) {
        SyncStatus.Queue queue = status.queue();
        boolean due = queue.nextAttemptAt().filter(at -> !at.isAfter(now)).isPresent();
        boolean unsent =
                status.memoryApi().filter(api -> api.standing().unsent() > 0).isPresent();
        if (queue.interrupted() > 0 || (due && queue.running() == 0) || unsent) {
            new DetachedDrainer(flags).run();
        }
    }

    @Override
    public synchronized void run() {
        if (started != null && started.isAlive()) {
            return;
        }
        for (List<String> way : isWindows() ? List.of(List.<String>of()) : WAYS) {
            Optional<Process> process = start(way);
            if (process.isPresent()) {
                started = process.get();
                LOG.info("Process {} works off what is pending.", started.pid());
                return;
            }
        }
        LOG.error("No process could be started to work off what is pending; the next Holdfast process does it.");
    }

    private Optional<Process> start(List<String> way) {
        List<String> whole = new ArrayList<>(way);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        // A client waits for whoever holds the streams that it gave us.
        builder.redirectInput(ProcessBuilder.Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return Optional.of(builder.start());
        } catch (IOException e) {
            LOG.debug("{} can't be started here: {}", whole.get(0), e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> command(SettingsFlags flags) {
        List<String> command = new ArrayList<>(program());
        command.add("drain");
        command.add("--stay");
        add(command, "--home", flags.home());
        add(command, "--config", flags.config());
        flags.set().forEach(assignment -> add(command, "--set", assignment));
        add(command, "--log-level", flags.logLevel());
        return command;
    }

    private static void add(List<String> command, String flag, @Nullable String value) {
        if (value != null) {
            command.add(flag);
            command.add(value);
        }
    }

    private static List<String> program() {
        String launcher = System.getProperty("holdfast.launcher", "");
        if (!launcher.isEmpty() && !isWindows()) {
            return List.of("/bin/sh", launcher);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }
}
