package dev.holdfast.sync.method.http;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.snapshot.SnapshotException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sources of one request: which have memories, and what is wrong with the others. Not thread-safe. */
final class HttpSources {
    private final List<MemoryFeed> feeds;
    private final List<SourceSetting> withMemories = new ArrayList<>();
    private final List<SourceSetting> others = new ArrayList<>();
    private final Map<String, SnapshotException> failures = new LinkedHashMap<>();

    HttpSources(List<MemoryFeed> feeds, MethodRequest request) {
        this.feeds = feeds;
        for (SourceSetting source : request.sources()) {
            (feed(source).isPresent() ? withMemories : others).add(source);
        }
        feeds.forEach(feed -> withMemories.addAll(feed.always()));
    }

    private Optional<MemoryFeed> feed(SourceSetting source) {
        return feeds.stream()
                .filter(feed -> feed.always().contains(source) || feed.reads(source))
                .findFirst();
    }

    /**
     * Says so when there is nothing to be sent.
     *
     * @param hasRemote whether the cloud method may send the sources some time
     */
    void requireAny(boolean hasRemote) throws HttpSyncException {
        if (withMemories.isEmpty()) {
            throw new HttpSyncException(String.join(" ", unread(hasRemote).values()), hasRemote, null);
        }
    }

    /** Reads every source with memories; what can't be read is kept for {@link #unread}. */
    void read(HttpRun run) throws SyncException {
        for (SourceSetting source : withMemories) {
            MemoryFeed feed = feed(source).orElseThrow();
            try {
                run.read(source, feed);
            } catch (SnapshotException e) {
                failures.put(source.name(), e);
            }
        }
    }

    /** What is wrong with each source of which not all could be read. */
    Map<String, String> unread(boolean hasRemote) {
        Map<String, String> unread = new LinkedHashMap<>();
        for (SourceSetting source : others) {
            unread.put(source.name(), sentence(source, hasRemote));
        }
        failures.forEach((name, failure) -> unread.put(name, failure.sentence()));
        return unread;
    }

    private static String sentence(SourceSetting source, boolean hasRemote) {
        if (!Files.exists(source.path())) {
            return "The source '" + source.name() + "' does not exist: " + source.path() + ".";
        }
        return "The source '" + source.name() + "' was not sent, as the http method sends memories and no files; "
                + (hasRemote ? "it goes to the remote when that can be used." : "set remote to keep it.");
    }

    /** Whether trying again may help with what is wrong. */
    boolean mayImprove(boolean hasRemote) {
        return (!others.isEmpty() && hasRemote) || failures.values().stream().anyMatch(SnapshotException::isTransient);
    }
}
