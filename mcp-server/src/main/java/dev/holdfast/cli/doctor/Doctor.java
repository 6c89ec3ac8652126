package dev.holdfast.cli.doctor;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.Embedders;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.cloud.BucketSummary;
import dev.holdfast.sync.state.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at everything a sync depends on. Changes nothing but what opening the state database does anyway. Not
 * thread-safe.
 */
public final class Doctor {
    private static final int OLDEST_JAVA = 17;
    private static final long LOW_DISK = 512L << 20;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private final Settings settings;
    private final SyncService service;
    private final List<Finding> findings = new ArrayList<>();

    public Doctor(Settings settings, SyncService service) {
        this.settings = settings;
        this.service = service;
    }

    /** Runs every check, in an order in which the first bad finding is likely the cause of the later ones. */
    public List<Finding> examine(
            Path userHome, Map<String, String> environment, Path desktopConfig, InstantSource clock) {
        findings.clear();
        java();
        settings.notes().forEach(note -> findings.add(Finding.warning("settings", note)));
        if (settings.notes().isEmpty()) {
            findings.add(Finding.ok("settings", "valid"));
        }
        home();
        disk();
        sources();
        BucketSummary.of(settings).ifPresent(bucket -> findings.add(Finding.ok("bucket settings", bucket)));
        stateAndRemotes();
        memoryApi(clock);
        findings.add(embeddings());
        findings.add(ClockCheck.against(settings, clock));
        findings.addAll(Unattended.of(settings, environment));
        findings.addAll(Registrations.find(userHome, environment, desktopConfig, settings.home()));
        return List.copyOf(findings);
    }

    private void java() {
        int feature = Runtime.version().feature();
        String text = "Java " + Runtime.version() + " at " + System.getProperty("java.home");
        findings.add(
                feature >= OLDEST_JAVA
                        ? Finding.ok("java", text)
                        : Finding.problem("java", text + " is too old; install Java " + OLDEST_JAVA + " or newer"));
    }

    private void home() {
        Path home = settings.home();
        if (!Files.exists(home)) {
            findings.add(Finding.ok("home", home + " (made at the first sync)"));
        } else if (!Files.isDirectory(home) || !Files.isWritable(home)) {
            findings.add(Finding.problem(
                    "home",
                    home + " is not a directory that you may write to; fix its permissions or set HOLDFAST_HOME"));
        } else if (othersMayRead(home)) {
            findings.add(Finding.warning(
                    "home", home + " can be read by other users of this machine; 'chmod 700' it if that is not meant"));
        } else {
            findings.add(Finding.ok("home", home.toString()));
        }
    }

    private static boolean othersMayRead(Path directory) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.GROUP_READ);
        } catch (UnsupportedOperationException | IOException e) {
            // No such permissions on this file system: nothing to warn of.
            return false;
        }
    }

    private void disk() {
        Path existing = settings.home();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            return;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String text = (free >> 20) + " MiB free for the home";
            findings.add(
                    free < LOW_DISK
                            ? Finding.warning("disk", text + "; copies are staged there, so make some room")
                            : Finding.ok("disk", text));
        } catch (IOException e) {
            findings.add(Finding.warning("disk", "the free space of " + existing + " can't be read"));
        }
    }

    private void sources() {
        List<SourceSetting> sources = settings.sources();
        if (sources.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "sources",
                            "the settings name nothing to keep, so a session's end uploads nothing; add 'sources' to holdfast.yaml"));
        }
        for (SourceSetting source : sources) {
            boolean there = Files.isReadable(source.path());
            findings.add(
                    there
                            ? Finding.ok("sources", source.name() + ": " + source.path())
                            : Finding.problem(
                                    "sources",
                                    source.name() + ": " + source.path()
                                            + " is not there or can't be read; correct its path in the settings"));
        }
    }

    private void stateAndRemotes() {
        SyncStatus status;
        try {
            status = service.status(PROBE_LIMIT);
        } catch (StateException e) {
            findings.add(Finding.problem("state", e.getMessage() == null ? "can't be read" : e.getMessage()));
            return;
        }
        SyncStatus.Queue queue = status.queue();
        String jobs = queue.pending() + " pending, " + queue.parked() + " parked";
        findings.add(
                queue.parked() > 0
                        ? Finding.warning("state", jobs + "; 'holdfast status' says why")
                        : Finding.ok("state", jobs));
        status.remotes().forEach((method, remote) -> findings.add(remote(method, remote)));
        status.notes().stream()
                .filter(note -> !settings.notes().contains(note))
                .forEach(note -> findings.add(Finding.warning("state", note)));
        // Leaving it where it is may well be what the user wants, so this is no warning.
        status.suggestions().forEach(found -> findings.add(Finding.ok("other memory", found)));
    }

    /** Also asks whether the key is accepted, which a status does not. */
    private void memoryApi(InstantSource clock) {
        try (MemoryStore store = new MemoryStore(settings.home(), clock)) {
            RecordService.of(settings, () -> store, clock)
                    .ifPresent(api -> findings.add(MemoryApiCheck.of(api, PROBE_LIMIT)));
        }
    }

    /** They are an extension, so doing without is as it should be. */
    private Finding embeddings() {
        String check = "embeddings";
        Optional<Embedder> embedder = Embedders.find(settings.home());
        if (embedder.isEmpty()) {
            return Finding.ok(check, Embedders.missing(settings.home()));
        }
        try {
            int numbers = embedder.get().embed(List.of("Hold fast.")).get(0).length;
            return Finding.ok(check, embedder.get().model() + " works, with " + numbers + " numbers for a text");
        } catch (EmbeddingException e) {
            return Finding.problem(check, String.valueOf(e.getMessage()));
        }
    }

    private static Finding remote(String method, Availability remote) {
        String check = "remote " + method;
        if (remote.available()) {
            return Finding.ok(check, remote.reason());
        }
        return remote.configured()
                ? Finding.problem(check, remote.reason())
                : Finding.ok(check, "not set up: " + remote.reason());
    }
}
