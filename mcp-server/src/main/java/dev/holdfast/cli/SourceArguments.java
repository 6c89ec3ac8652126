package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.UnknownSourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes sources of what a person typed: a configured name, a path, or {@code NAME=PATH}. A configured name wins over a
 * file of that name; {@code ./name} means the file.
 */
final class SourceArguments {
    private static final int MAX_NAME = 64;

    private SourceArguments() {}

    /**
     * What was chosen.
     *
     * @param names of configured sources
     * @param adHoc sources given by path
     */
    record Chosen(List<String> names, List<SourceSetting> adHoc) {}

    /** Resolves each argument; relative paths against the current directory. */
    static Chosen choose(List<String> arguments, Settings settings, Path userHome) {
        Map<String, Path> configured =
                settings.sources().stream().collect(Collectors.toMap(SourceSetting::name, SourceSetting::path));
        List<String> names = new ArrayList<>();
        Map<String, Path> taken = new HashMap<>(configured);
        List<SourceSetting> adHoc = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.isBlank()) {
                throw new UnknownSourceException("a SOURCE is empty; name a source of the settings or a path");
            }
            if (configured.containsKey(argument)) {
                names.add(argument);
            } else {
                SourceSetting source = byPath(argument, configured, userHome);
                Path other = taken.putIfAbsent(source.name(), source.path());
                if (other == null) {
                    adHoc.add(source);
                } else if (!other.equals(source.path())) {
                    throw new UnknownSourceException("the name '" + source.name() + "' for " + source.path()
                            + " is taken by " + other + "; give it another one: OTHER_NAME=" + argument);
                }
            }
        }
        return new Chosen(names, adHoc);
    }

    private static SourceSetting byPath(String argument, Map<String, Path> configured, Path userHome) {
        int equals = argument.indexOf('=');
        boolean named = equals > 0 && isName(argument.substring(0, equals)) && !Files.exists(Path.of(argument));
        String text = named ? argument.substring(equals + 1) : argument;
        Path path = text.startsWith("~/") ? userHome.resolve(text.substring(2)) : Path.of(text);
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            throw new UnknownSourceException("'" + argument + "' is neither a source in the settings ("
                    + (configured.isEmpty() ? "they name none" : String.join(", ", configured.keySet()))
                    + ") nor a file or directory; check the spelling");
        }
        return new SourceSetting(named ? argument.substring(0, equals) : nameOf(absolute), absolute);
    }

    private static boolean isName(String text) {
        return text.matches("[A-Za-z0-9_-]{1," + MAX_NAME + "}");
    }

    private static String nameOf(Path path) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString().replaceAll("[^A-Za-z0-9_-]+", "-");
        name = name.replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "files" : name.substring(0, Math.min(MAX_NAME, name.length()));
    }
}
