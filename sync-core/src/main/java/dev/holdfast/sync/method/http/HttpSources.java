package dev.holdfast.sync.method.http;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.snapshot.SnapshotException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sources of one request: which have memories, and what is wrong with the others. Where there is no remote that could
 * take them, those without memories that the settings did not name are left out. Not thread-safe.
 */
final class HttpSources {
    private final List<SourceSetting> named;
    private final List<SourceSetting> possible;
    private final boolean hasRemote;
    private final Map<SourceSetting, MemoryFeed> withMemories = new LinkedHashMap<>();
    private final Map<SourceSetting, String> without = new LinkedHashMap<>();
    private final Map<SourceSetting, SnapshotException> failures = new LinkedHashMap<>();

    HttpSources(List<MemoryFeed> feeds, MethodRequest request, Settings settings) {
        named = settings.get(Keys.SOURCES);
        possible = settings.possibleSources();
        hasRemote = settings.remote().isPresent();
        for (SourceSetting source : request.sources()) {
            feeds.stream()
                    .filter(feed -> feed.always().contains(source) || feed.reads(source))
                    .findFirst()
                    .ifPresentOrElse(
                            feed -> withMemories.put(source, feed), () -> without.put(source, sentence(source)));
        }
        feeds.forEach(feed -> feed.always().forEach(source -> withMemories.putIfAbsent(source, feed)));
    }

    private String sentence(SourceSetting source) {
        if (!Files.exists(source.path())) {
            return "The source '" + source.name() + "' does not exist: " + source.path() + ".";
        }
        return "The source '" + source.name() + "' was not sent, as the http method sends memories and no files; "
                + (hasRemote ? "files go to the remote, by the cloud method." : "set remote to keep it.");
    }

    /** Says so when there is nothing to be sent. */
    void requireAny() throws HttpSyncException {
        if (withMemories.isEmpty()) {
            throw problem();
        }
    }

    private HttpSyncException problem() {
        return new HttpSyncException(String.join(" ", unread().values()), mayImprove(), null);
    }

    /** Reads every source with memories; what can't be read is kept for {@link #unread}. */
    void read(HttpRun run) throws SyncException {
        for (Map.Entry<SourceSetting, MemoryFeed> each : withMemories.entrySet()) {
            SourceSetting source = each.getKey();
            try {
                run.read(source, each.getValue()).ifPresent(why -> without.put(source, why));
            } catch (SnapshotException e) {
                failures.put(source, e);
            }
        }
    }

    /**
     * Says so when a source could not be read, or there is nothing to be sent and yet not all of them are on the server.
     *
     * @param hasNews whether anything was found that is to be sent
     */
    void requireWhole(boolean hasNews) throws HttpSyncException {
        if (!failures.isEmpty() || (!hasNews && !unread().isEmpty())) {
            throw problem();
        }
    }

    /** What is wrong with each source of which not all could be read, by its name. */
    Map<String, String> unread() {
        Map<String, String> unread = new LinkedHashMap<>();
        without.forEach((source, sentence) -> unread.put(source.name(), sentence));
        failures.forEach((source, failure) -> unread.put(source.name(), failure.sentence()));
        unread.keySet().removeAll(leftOut());
        return unread;
    }

    /** The names of those that are none of this method's business; where nothing else was asked for, they are. */
    Set<String> leftOut() {
        Set<String> names = new LinkedHashSet<>();
        for (SourceSetting source : without.keySet()) {
            if (!hasRemote && !named.contains(source) && possible.contains(source)) {
                names.add(source.name());
            }
        }
        return without.keySet().containsAll(withMemories.keySet()) ? Set.of() : names;
    }

    /** What the user should know of those, in a sentence. */
    Optional<String> note() {
        Set<String> names = leftOut();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("Not sent, since there are no memories in it that a server takes: "
                        + String.join(", ", names) + "; set remote to keep it.");
    }

    /** Whether trying again may help with what is wrong. */
    boolean mayImprove() {
        return failures.values().stream().anyMatch(SnapshotException::isTransient);
    }
}
