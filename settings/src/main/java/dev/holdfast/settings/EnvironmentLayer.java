package dev.holdfast.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The layer of the environment. A variable that is empty counts as not set, since some clients cannot leave one out. */
final class EnvironmentLayer {
    private static final String PREFIX = "HOLDFAST_";

    /** Variables for the launcher, which are no settings. */
    private static final Set<String> FOR_THE_LAUNCHER =
            Set.of("HOLDFAST_JAVA", "HOLDFAST_JAVA_OPTS", "HOLDFAST_LAUNCHER");

    /** Names that users of memory servers already have in their environment. */
    private static final Map<String, Key<?>> OTHER_NAMES = new TreeMap<>(Map.of(
            "MEMORY_API_URL", Keys.MEMORY_API_URL,
            "MEMORY_API_KEY", Keys.MEMORY_API_KEY,
            "MEMORY_SYNC_INTERVAL", Keys.SYNC_INTERVAL));

    private final TreeMap<String, String> variables = new TreeMap<>();
    private final Platform platform;
    private final Problems problems;
    private final Layer layer;

    private EnvironmentLayer(SettingsSources sources, Problems problems) {
        this.platform = sources.platform();
        this.problems = problems;
        this.layer = new Layer(problems);
        sources.environment().forEach((name, value) -> {
            if (!value.isBlank()) {
                // Windows does not tell HOLDFAST_HOME from Holdfast_Home.
                variables.put(platform.isWindows() ? name.toUpperCase(Locale.ROOT) : name, value);
            }
        });
    }

    /** Reads every variable that is ours, apart from the home's, which is needed before all else. */
    static Layer read(SettingsSources sources, Problems problems) {
        EnvironmentLayer reader = new EnvironmentLayer(sources, problems);
        OTHER_NAMES.forEach((name, key) -> reader.readOther(key, name));
        Map<String, Key<?>> known = known();
        reader.variables.tailMap(PREFIX).forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                reader.readOurs(known.get(name), name, value);
            }
        });
        return reader.layer;
    }

    /** The value of {@code HOLDFAST_HOME}, when it is set. */
    static Optional<String> home(SettingsSources sources) {
        EnvironmentLayer reader = new EnvironmentLayer(sources, new Problems());
        return Optional.ofNullable(reader.variables.get(Keys.HOME.environmentName()));
    }

    private void readOurs(@Nullable Key<?> key, String name, String value) {
        if (key == null && !FOR_THE_LAUNCHER.contains(name)) {
            String meant = UnknownName.nearest(name)
                    .flatMap(near -> Optional.ofNullable(Keys.find(near)))
                    .map(near -> "; did you mean " + near.environmentName() + "?")
                    .orElse("; unset it, or look at \"config show\" for the names there are.");
            problems.add(name, origin(name), Shown.plain(name) + " is not a variable that Holdfast knows" + meant);
        } else if (key != null && key != Keys.HOME) {
            read(key, value, name);
        }
    }

    private <T> @Nullable Setting<T> read(Key<T> key, String value, String name) {
        return layer.readText(key, value, origin(name), new Place(platform, null, name));
    }

    private <T> void readOther(Key<T> key, String name) {
        String value = variables.get(name);
        if (value == null) {
            return;
        }
        Setting<T> other = read(key, value, name);
        String ours = variables.get(key.environmentName());
        if (ours == null || other == null || ours.equals(value)) {
            return;
        }
        // Values may be spelled differently and mean the same, but two secrets are never looked into.
        T meant = key.parse(new Raw.Text(ours, origin(name)), new Place(platform, null, name), new Problems());
        if (meant != null && (key.shape() == Key.Shape.SECRET || !meant.equals(other.value()))) {
            String both = key.environmentName() + " and " + name;
            problems.add(
                    key,
                    origin(key.environmentName()),
                    key.name() + " is set by both " + both + ", and they disagree; unset one of them.");
        }
    }

    private static Map<String, Key<?>> known() {
        Map<String, Key<?>> known = new HashMap<>();
        Keys.all().forEach(key -> known.put(key.environmentName(), key));
        return known;
    }

    private static Origin origin(String name) {
        return new Origin(Origin.Kind.ENVIRONMENT, Shown.plain(name));
    }
}
