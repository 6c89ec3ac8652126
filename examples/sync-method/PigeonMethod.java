package org.example.pigeon;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.SyncMethodFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A whole sync method of a third party: carrier pigeons bring each file to a loft, which is a folder. The user names the
 * loft in the file {@code loft.txt} of the extension's own folder. CONTRIBUTING.md tells how to make a jar of it.
 */
public final class PigeonMethod implements SyncMethod {
    private final Path settings;

    /** Named in META-INF/services/dev.holdfast.sync.method.SyncMethodFactory. */
    public static final class Factory implements SyncMethodFactory {
        @Override
        public SyncMethod create(Settings settings, Path folder) {
            return new PigeonMethod(folder.resolve("loft.txt"));
        }
    }

    private PigeonMethod(Path settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "pigeon";
    }

    /** Between cloud (100) and HTTP (200). */
    @Override
    public int priority() {
        return 150;
    }

    @Override
    public Availability availability(Duration limit) {
        if (!Files.exists(settings)) {
            return Availability.notConfigured("No loft is set for pigeons: write its path into " + settings + ".");
        }
        try {
            return Availability.yes("Pigeons fly to " + loft() + ".");
        } catch (SyncException e) {
            return Availability.no(e.sentence());
        }
    }

    @Override
    public List<PlannedFile> plan(MethodRequest request, SyncContext context) throws SyncException {
        Path loft = loft();
        List<PlannedFile> plan = new ArrayList<>();
        for (SourceSetting source : request.sources()) {
            try {
                for (Path file : files(source)) {
                    boolean changed = differ(file, at(loft, source, file));
                    plan.add(new PlannedFile(source.name(), name(source, file), Files.size(file), changed));
                }
            } catch (IOException e) {
                throw unreadable(source, e);
            }
        }
        return plan;
    }

    @Override
    public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
        Path loft = loft();
        Flight flight = new Flight(context);
        Map<String, String> unread = new HashMap<>();
        for (SourceSetting source : request.sources()) {
            try {
                for (Path file : files(source)) {
                    flight.bring(source, file, at(loft, source, file));
                }
            } catch (IOException e) {
                // One source at fault must not hold up the others.
                unread.put(source.name(), unreadable(source, e).sentence());
            }
        }
        MethodResult result = flight.result();
        if (!unread.isEmpty()) {
            throw new IncompleteSyncException(
                    name(), String.join(" ", unread.values()), true, null, result, unread);
        }
        return result;
    }

    /** Where the user wants it; only what is there is a target, as a disk that is not mounted must not be replaced. */
    private Path loft() throws SyncException {
        try {
            Path loft = Path.of(Files.readString(settings).strip());
            if (Files.isDirectory(loft)) {
                return loft;
            }
            throw new SyncException(name(), "The loft " + loft + " is not there: mount it, or make it.", true, null);
        } catch (IOException e) {
            throw new SyncException(name(), "The file " + settings + " can't be read.", true, e);
        }
    }

    private SyncException unreadable(SourceSetting source, IOException cause) {
        return new SyncException(name(), "The source " + source.name() + " can't be read or brought.", true, cause);
    }

    private static List<Path> files(SourceSetting source) throws IOException {
        try (Stream<Path> all = Files.walk(source.path())) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String name(SourceSetting source, Path file) {
        Path within = source.path().relativize(file);
        return within.toString().isEmpty() ? file.getFileName().toString() : within.toString().replace('\\', '/');
    }

    private static Path at(Path loft, SourceSetting source, Path file) {
        return loft.resolve(source.name()).resolve(name(source, file));
    }

    private static boolean differ(Path file, Path there) throws IOException {
        return !Files.exists(there) || Files.mismatch(file, there) >= 0;
    }

    /** What one sync brings. */
    private static final class Flight {
        private final SyncContext context;
        private final List<String> brought = new ArrayList<>();
        private final List<String> there = new ArrayList<>();
        private long bytes;

        Flight(SyncContext context) {
            this.context = context;
        }

        /** Whole or not at all: under another name first. */
        void bring(SourceSetting source, Path file, Path target) throws IOException {
            context.cancel().throwIfCancelled();
            String name = name(source, file);
            if (!differ(file, target)) {
                there.add(source.name() + "/" + name);
                return;
            }
            long size = Files.size(file);
            context.progress().onProgress(new Progress(source.name(), name, 0, size));
            context.cancel().throwIfCancelled();
            Files.createDirectories(target.getParent());
            Path part = Files.createTempFile(target.getParent(), ".pigeon", ".part");
            try {
                Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            bytes += size;
            brought.add(source.name() + "/" + name);
            context.progress().onProgress(new Progress(source.name(), name, size, size));
        }

        MethodResult result() {
            Optional<String> flight =
                    brought.isEmpty() ? Optional.empty() : Optional.of("flight-" + UUID.randomUUID());
            return new MethodResult(brought, there, bytes, flight).withDetails(Map.of("pigeons", brought.size()));
        }
    }
}
