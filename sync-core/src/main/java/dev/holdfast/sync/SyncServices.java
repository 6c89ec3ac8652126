package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.embedding.Embedders;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.method.FoundMethods;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.cloud.CloudRecovery;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.method.http.HttpSync;
import dev.holdfast.sync.outbox.Outbox;
import dev.holdfast.sync.snapshot.StateSeenUnits;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the engine. */
public final class SyncServices {
    private SyncServices() {}

    /**
     * The engine with every method that this installation has, extensions included. Opens nothing and starts no thread
     * before its first use; the caller closes it.
     */
    public static SyncService standard(Settings settings) {
        // SQLite's locks go when any file handle on a database of this process closes, so a snapshot must know of ours.
        Set<Path> openHere = Set.of(
                settings.home().resolve(StateDatabase.FILE_NAME),
                settings.home().resolve(MemoryStore.FILE_NAME),
                settings.home().resolve(SpaceStore.FILE_NAME));
        InstantSource clock = InstantSource.system();
        StateDatabase state = new StateDatabase(settings.home(), clock);
        SyncMethod cloud = new CloudSync(settings, openHere, new StateSeenUnits(state, clock));
        SyncMethod http = new HttpSync(settings, state, clock, () -> Embedders.find(settings.home()));
        List<SyncMethod> own = List.of(cloud, http);
        return create(
                settings,
                () -> FoundMethods.withExtensions(own, settings),
                Destination.of(settings),
                state,
                clock,
                Outbox.LEASE);
    }

    /**
     * The engine over these methods. Opens nothing and starts no thread before its first use; the caller closes it.
     *
     * @param clock tells the time of day, for due times and records
     */
    public static SyncService create(Settings settings, List<SyncMethod> methods, InstantSource clock) {
        return create(settings, methods, Destination.of(settings), clock);
    }

    static SyncService create(
            Settings settings, List<SyncMethod> methods, Destination destination, InstantSource clock) {
        return create(settings, methods, destination, clock, Outbox.LEASE);
    }

    /** With leases of another length. */
    static SyncService create(
            Settings settings, List<SyncMethod> methods, Destination destination, InstantSource clock, Duration lease) {
        return create(
                settings,
                () -> new FoundMethods(methods, List.of()),
                destination,
                new StateDatabase(settings.home(), clock),
                clock,
                lease);
    }

    /** The service closes the state. */
    private static SyncService create(
            Settings settings,
            Supplier<FoundMethods> methods,
            Destination destination,
            StateDatabase state,
            InstantSource clock,
            Duration lease) {
        HybridSync hybrid =
                new HybridSync(methods, settings.get(Keys.FORCE_METHOD), settings.get(Keys.ENABLE_FALLBACK));
        MemoryStore memories = new MemoryStore(settings.home(), clock);
        return new JobSyncService(
                settings, hybrid, new CloudRecovery(settings), destination, state, memories, clock, lease);
    }
}
