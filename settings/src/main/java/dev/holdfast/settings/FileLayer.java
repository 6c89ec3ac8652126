package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The layer of a settings file. */
final class FileLayer {
    private static final String OLD_PREFIX = "akosha_";

    private final Path file;
    private final Place place;
    private final Problems problems;
    private final Layer layer;
    private final Map<Key<?>, Raw.Field> seen = new HashMap<>();

    private FileLayer(Path file, Platform platform, Problems problems) {
        this.file = file;
        this.place = new Place(platform, file.getParent(), null);
        this.problems = problems;
        this.layer = new Layer(problems);
    }

    /** Reads the file, which must be named by an absolute path. */
    static Layer read(Path file, boolean required, Platform platform, Problems problems) {
        FileLayer reader = new FileLayer(file, platform, problems);
        String text = SettingsFile.text(file, required, problems);
        if (text != null) {
            reader.read(text);
        }
        return reader.layer;
    }

    private void read(String text) {
        YamlReader yaml = new YamlReader(
                this::origin,
                (where, reason) -> problems.add("", where, "The file is not valid YAML: " + reason + "."),
                (field, reason) ->
                        problems.add(field.name(), field.where(), Shown.plain(field.name()) + " " + reason + "."));
        Raw root = yaml.read(text);
        if (root instanceof Raw.Fields fields) {
            fields.fields().forEach(this::read);
        } else if (root != null) {
            problems.add(
                    "",
                    root.where(),
                    "A settings file holds lines such as \"max_retries: 3\"; this one is " + root.kind() + ".");
        }
    }

    private void read(Raw.Field field) {
        Key<?> key = key(field.name());
        if (key == null) {
            problems.add(field.name(), field.where(), UnknownName.sentence(field.name()));
        } else if (key == Keys.HOME) {
            problems.add(
                    key,
                    field.where(),
                    "home cannot stand in a settings file, because the file is looked for in the home; use --home or"
                            + " HOLDFAST_HOME.");
        } else {
            read(key, field);
        }
    }

    private void read(Key<?> key, Raw.Field field) {
        Raw.Field earlier = seen.putIfAbsent(key, field);
        if (earlier != null) {
            problems.add(
                    key,
                    field.where(),
                    key.name() + " is there twice: as " + field.name() + " here, and as " + earlier.name() + " at "
                            + earlier.where() + "; keep one.");
            return;
        }
        layer.read(key, field.value(), place);
    }

    private static @Nullable Key<?> key(String name) {
        if (name.startsWith(OLD_PREFIX)) {
            Key<?> key = Keys.find(name.substring(OLD_PREFIX.length()));
            return key != null && Keys.WITH_OLD_SPELLING.contains(key) ? key : null;
        }
        return Keys.find(name);
    }

    private Origin origin(int line) {
        return new Origin(Origin.Kind.FILE, Shown.oneLine(file.toString()) + ":" + line);
    }
}
