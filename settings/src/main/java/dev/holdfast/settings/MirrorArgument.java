package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Mirrors that are in no settings: pairs that somebody names on a command line, {@code source[:mode]:destination}. */
public final class MirrorArgument {
    private static final Origin HERE = new Origin(Origin.Kind.FLAG, "the pair on the command line");

    private MirrorArgument() {}

    /** Whether an argument is such a pair, and not the name of a mirror in the settings. */
    public static boolean isPair(String argument) {
        return argument.indexOf(':') >= 0;
    }

    /**
     * The mirror that is meant by a pair.
     *
     * @param pair as in the settings
     * @param wishes what else is wanted of it, by the fields of a mirror in the settings
     * @param ignore patterns of what is left alone; may be empty
     * @param platform what {@code ~} depends on
     * @param directory what relative paths are relative to
     * @throws SettingsException when something of it is wrong; the message is for the user
     */
    public static MirrorSetting parse(
            String pair, Map<String, String> wishes, List<String> ignore, Platform platform, Path directory) {
        return read(
                platform,
                directory,
                reading ->
                        MirrorsParser.literal(pair, Entry.of(fields(wishes, ignore), MirrorsParser.FIELDS), reading));
    }

    /**
     * The mirror that is meant by fields alone, the two sides among them.
     *
     * @param wishes by the fields of a mirror in the settings
     * @param ignore patterns of what is left alone; may be empty
     * @param platform what {@code ~} depends on
     * @param directory what relative paths are relative to
     * @throws SettingsException when something of it is wrong; the message is for the user
     */
    public static MirrorSetting parse(
            Map<String, String> wishes, List<String> ignore, Platform platform, Path directory) {
        return read(platform, directory, reading -> MirrorsParser.mirror(fields(wishes, ignore), reading));
    }

    private static Raw.Fields fields(Map<String, String> wishes, List<String> ignore) {
        List<Raw.Field> fields = new ArrayList<>();
        wishes.forEach((name, value) -> fields.add(new Raw.Field(name, new Raw.Text(value, HERE), HERE)));
        if (!ignore.isEmpty()) {
            List<Raw> patterns =
                    ignore.stream().map(each -> (Raw) new Raw.Text(each, HERE)).toList();
            fields.add(new Raw.Field("ignore", new Raw.Items(patterns, HERE), HERE));
        }
        return new Raw.Fields(fields, HERE);
    }

    private static MirrorSetting read(Platform platform, Path directory, Function<Reading, MirrorSetting> parser) {
        Place place = new Place(platform, directory.toAbsolutePath().normalize(), null);
        try {
            return parser.apply(new Reading(Keys.MIRRORS, place, new Problems()));
        } catch (BadValueException e) {
            throw new SettingsException(
                    List.of(new SettingsProblem(Keys.MIRRORS.name(), e.where(HERE), e.reason() + ".")));
        }
    }
}
