package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the sources that a request means. */
final class Sources {
    private final Settings settings;

    Sources(Settings settings) {
        this.settings = settings;
    }

    /**
     * The sources that the request means, as things stand now: the named ones whether they exist or not, and those of
     * "all" that exist.
     *
     * @throws UnknownSourceException when it names one that there is not, or two go by one name
     * @throws NothingToSyncException when it means all and none exists
     */
    List<SourceSetting> resolve(SyncRequest request) {
        List<SourceSetting> sources = new ArrayList<>();
        for (String name : new LinkedHashSet<>(request.sources())) {
            sources.add(named(name));
        }
        for (SourceSetting adHoc : request.adHocSources()) {
            if (!sources.contains(adHoc)) {
                sources.add(adHoc);
            }
        }
        checkUnique(sources);
        return sources.isEmpty() ? allThatExist() : sources;
    }

    /** @throws UnknownSourceException when one of these is not configured */
    void requireConfigured(List<String> names) {
        names.forEach(this::named);
    }

    private SourceSetting named(String name) {
        List<SourceSetting> configured = settings.sources();
        return settings.possibleSources().stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownSourceException(
                        configured.isEmpty()
                                ? "There is no source '" + name
                                        + "': the settings name none; add it under 'sources' in " + file() + "."
                                : "There is no source '" + name + "'; the settings have "
                                        + configured.stream()
                                                .map(SourceSetting::name)
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }

    private static void checkUnique(List<SourceSetting> sources) {
        Set<String> names = new HashSet<>();
        for (SourceSetting source : sources) {
            if (!names.add(source.name())) {
                throw new UnknownSourceException("Two sources are called '" + source.name() + "', of which one is "
                        + source.path() + "; give them different names.");
            }
        }
    }

    private List<SourceSetting> allThatExist() {
        List<SourceSetting> configured = settings.sources();
        if (configured.isEmpty()) {
            throw new NothingToSyncException(
                    "There is nothing to sync yet: no source is configured; name files or directories under 'sources' in "
                            + file() + ".");
        }
        List<SourceSetting> existing = configured.stream()
                .filter(source -> Files.exists(source.path()))
                .toList();
        if (existing.isEmpty()) {
            throw new NothingToSyncException("There is nothing to sync: of the configured sources ("
                    + configured.stream()
                            .map(source -> source.name() + " at " + source.path())
                            .collect(Collectors.joining(", "))
                    + ") none exists; correct their paths in " + file() + ".");
        }
        return existing;
    }

    private String file() {
        return settings.home().resolve("holdfast.yaml").toString();
    }
}
