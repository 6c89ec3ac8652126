package dev.holdfast.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is kept without being named, where it exists: the two databases of Session-Buddy's. */
final class UsualSources {
    /**
     * One of them.
     *
     * @param place below the user's home
     */
    private record Usual(Key<Boolean> wanted, String name, String place) {}

    private static final List<Usual> ALL = List.of(
            new Usual(Keys.UPLOAD_REFLECTIONS, "session-buddy-reflection", ".claude/data/reflection.duckdb"),
            new Usual(
                    Keys.UPLOAD_KNOWLEDGE_GRAPH,
                    "session-buddy-knowledge-graph",
                    ".claude/data/knowledge_graph.duckdb"));

    private UsualSources() {}

    /** What is named and these, be they there or not. */
    static List<SourceSetting> with(Settings settings) {
        List<SourceSetting> named = settings.get(Keys.SOURCES);
        List<SourceSetting> all = new ArrayList<>(named);
        for (Path home : settings.userHome().stream().toList()) {
            ALL.stream()
                    .filter(usual -> settings.get(usual.wanted()))
                    .map(usual -> new SourceSetting(usual.name(), home.resolve(usual.place())))
                    .filter(source -> !isAmong(named, source))
                    .forEach(all::add);
        }
        return List.copyOf(all);
    }

    /** What is named, and those of these that are there. */
    static List<SourceSetting> withThoseThere(Settings settings) {
        List<SourceSetting> named = settings.get(Keys.SOURCES);
        return with(settings).stream()
                .filter(source -> named.contains(source) || Files.exists(source.path()))
                .toList();
    }

    /** A folder that is kept is kept with all that is in it. */
    private static boolean isAmong(List<SourceSetting> named, SourceSetting source) {
        return named.stream()
                .anyMatch(other ->
                        other.name().equals(source.name()) || source.path().startsWith(other.path()));
    }
}
