package dev.holdfast.testkit.akosha;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.http.HttpLimits;
import dev.holdfast.sync.method.http.HttpSync;
import dev.holdfast.sync.method.http.MemoryFeed;
import dev.holdfast.sync.method.http.OutgoingMemory;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.storage.RetryPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A method over memories that a test made up, in a home of its own, with short limits and no waits. */
final class HttpSetup implements AutoCloseable {
    final Settings.Builder settings;
    final StateDatabase state;
    Duration limit = Duration.ofSeconds(20);
    int retries = 3;
    Optional<Embedder> embedder = Optional.empty();

    HttpSetup(Path home, URI endpoint) {
        settings = Settings.builder(home).set(Keys.SYSTEM_ID, "unit").set(Keys.HTTP_ENDPOINT, Optional.of(endpoint));
        state = new StateDatabase(home, InstantSource.system());
    }

    HttpSync method(MemoryFeed... feeds) {
        return new HttpSync(
                settings.build(),
                state,
                InstantSource.system(),
                List.of(feeds),
                () -> embedder,
                new HttpLimits(limit, new RetryPolicy(retries, Duration.ofSeconds(2)), (time, cancel) -> {}));
    }

    MethodResult sync(List<OutgoingMemory> memories) throws SyncException {
        ListFeed feed = new ListFeed("notes", memories);
        return method(feed).sync(request(feed), SyncContext.quiet());
    }

    static MethodRequest request(ListFeed... feeds) {
        return new MethodRequest(List.of(feeds).stream().map(ListFeed::setting).toList(), "tool");
    }

    @Override
    public void close() {
        state.close();
    }
}
