package dev.holdfast.settings;

import java.util.HashSet;
import java.util.Set;

/** The layer of the command line. */
final class FlagLayer {
    private final Place place;
    private final Problems problems;
    private final Layer layer;
    private final Set<Key<?>> seen = new HashSet<>();

    private FlagLayer(SettingsSources sources, Problems problems) {
        this.place = new Place(sources.platform(), null, null);
        this.problems = problems;
        this.layer = new Layer(problems);
    }

    /** Reads {@code --set} and {@code --log-level}; the other flags lead to files and are read before. */
    static Layer read(SettingsSources sources, Problems problems) {
        FlagLayer reader = new FlagLayer(sources, problems);
        String logLevel = sources.flags().logLevel();
        if (logLevel != null) {
            reader.read(Keys.LOG_LEVEL, logLevel, origin("--log-level"));
        }
        sources.flags().set().forEach(reader::read);
        return reader.layer;
    }

    private void read(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            // Not shown: whoever forgot the name may have written a secret.
            problems.add("", origin("--set"), "--set needs a key and a value, such as --set max_retries=5.");
            return;
        }
        String name = assignment.substring(0, equals).strip();
        Origin where = origin("--set " + Shown.plain(name));
        Key<?> key = Keys.find(name);
        if (key == null) {
            problems.add(name, where, UnknownName.sentence(name));
        } else if (key == Keys.HOME) {
            problems.add(key, where, "home cannot be given with --set, because settings are read from it; use --home.");
        } else {
            read(key, assignment.substring(equals + 1), where);
        }
    }

    private void read(Key<?> key, String value, Origin where) {
        if (seen.add(key)) {
            layer.readText(key, value, where, place);
        } else {
            problems.add(key, where, key.name() + " is given twice on the command line; keep one.");
        }
    }

    private static Origin origin(String flag) {
        return new Origin(Origin.Kind.FLAG, flag);
    }
}
