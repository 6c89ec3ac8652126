package dev.holdfast.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept without being named, where it exists: the two databases of Session-Buddy's, and the memories and the
 * spaces in the home, without what opens the sensitive ones.
 */
final class UsualSources {
    /**
     * One of them.
     *
     * @param place below the user's home, or below ours
     */
    private record Usual(Key<Boolean> wanted, String name, String place) {}

    private static final List<Usual> OF_THE_USER = List.of(
            new Usual(Keys.UPLOAD_REFLECTIONS, "session-buddy-reflection", ".claude/data/reflection.duckdb"),
            new Usual(
                    Keys.UPLOAD_KNOWLEDGE_GRAPH,
                    "session-buddy-knowledge-graph",
                    ".claude/data/knowledge_graph.duckdb"));

    private static final List<Usual> OURS = List.of(
            new Usual(Keys.UPLOAD_MEMORIES, "holdfast-memories", "memory.db"),
            new Usual(Keys.UPLOAD_SENSITIVE_MEMORIES, "holdfast-memory-key", "memory.key"),
            new Usual(Keys.UPLOAD_SPACES, "holdfast-spaces", "spaces.db"));

    private UsualSources() {}

    /** What is named and these, be they there or not. */
    static List<SourceSetting> with(Settings settings) {
        List<SourceSetting> named = settings.get(Keys.SOURCES);
        return Stream.concat(named.stream(), usual(settings).filter(source -> !isAmong(named, source)))
                .toList();
    }

    private static Stream<SourceSetting> usual(Settings settings) {
        return Stream.concat(
                settings.userHome().stream().flatMap(home -> wanted(settings, OF_THE_USER, home)),
                wanted(settings, OURS, settings.home()));
    }

    private static Stream<SourceSetting> wanted(Settings settings, List<Usual> usual, Path below) {
        return usual.stream()
                .filter(each -> settings.get(each.wanted()))
                .map(each -> new SourceSetting(each.name(), below.resolve(each.place())));
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
