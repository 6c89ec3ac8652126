package dev.holdfast.settings;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code mirrors}: a list of maps or of literals {@code source[:mode]:destination}. A side is a path, or a remote's
 * address. A map may be spelled {@code source, destination} or {@code local, remote}; with {@code storage}, a remote's
 * address, the other side is a path in it.
 */
final class MirrorsParser {
    private static final String TWO_WAY = "twoWay";
    private static final Set<String> FIELDS =
            Set.of("source", "local", "destination", "remote", "storage", "syncMode", "mode", "alias", "name");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/].*");

    /** In lower case, since people write these in every way. */
    private static final Map<String, String> MODES = Map.ofEntries(
            Map.entry("twoway", TWO_WAY),
            Map.entry("tw", TWO_WAY),
            Map.entry("sourcetodestination", "sourceToDestination"),
            Map.entry("std", "sourceToDestination"),
            Map.entry("localtocloud", "sourceToDestination"),
            Map.entry("ltc", "sourceToDestination"),
            Map.entry("sourcebackup", "sourceBackup"),
            Map.entry("sb", "sourceBackup"),
            Map.entry("localbackup", "sourceBackup"),
            Map.entry("lb", "sourceBackup"),
            Map.entry("destinationtosource", "destinationToSource"),
            Map.entry("dts", "destinationToSource"),
            Map.entry("cloudtolocal", "destinationToSource"),
            Map.entry("ctl", "destinationToSource"),
            Map.entry("destinationbackup", "destinationBackup"),
            Map.entry("db", "destinationBackup"),
            Map.entry("cloudbackup", "destinationBackup"),
            Map.entry("cb", "destinationBackup"));

    private MirrorsParser() {}

    static @Nullable List<MirrorSetting> parse(Raw raw, Reading reading) {
        if (!(raw instanceof Raw.Items items)) {
            throw new BadValueException("it is " + raw.kind());
        }
        NamedList<MirrorSetting> mirrors = new NamedList<>(reading, MirrorSetting::name);
        items.items().forEach(item -> mirrors.add(item, MirrorsParser::mirror));
        return mirrors.all();
    }

    private static MirrorSetting mirror(Raw item, Reading reading) {
        if (item instanceof Raw.Text text) {
            MirrorLiteral literal = MirrorLiteral.parse(text.text());
            String source = side(literal.source(), reading);
            String destination = side(literal.destination(), reading);
            return mirror(nameOf(source), source, destination, literal.mode());
        }
        Entry entry = Entry.of(item, FIELDS);
        String source = side(entry.required("source", "local").text(), reading);
        String other = entry.required("destination", "remote").text();
        String destination = entry.text("storage")
                .map(storage -> within(storage.text(), other))
                .orElseGet(() -> side(other, reading));
        String name = entry.text("alias", "name").map(Raw.Text::text).orElseGet(() -> nameOf(source));
        String mode = entry.text("syncMode", "mode").map(Raw.Text::text).orElse(TWO_WAY);
        return mirror(name, source, destination, mode);
    }

    private static MirrorSetting mirror(String name, String source, String destination, String mode) {
        String known = MODES.get(mode.toLowerCase(Locale.ROOT));
        if (known == null) {
            throw new BadValueException("the mode " + Shown.value(mode) + " is none of twoWay, sourceToDestination,"
                    + " sourceBackup, destinationToSource and destinationBackup");
        }
        if (!Texts.isName(name)) {
            throw new BadValueException("the alias " + Shown.value(name) + " is not " + Texts.NAME_RULE);
        }
        if (source.equals(destination)) {
            throw new BadValueException("both sides of \"" + name + "\" are the same place");
        }
        return new MirrorSetting(name, source, destination, known);
    }

    private static String side(String text, Reading reading) {
        if (text.contains("://")) {
            return Addresses.remote(text).toString();
        }
        return DRIVE.matcher(text).matches() ? text : reading.place().path(text).toString();
    }

    private static String within(String storage, String path) {
        URI base = Addresses.remote(storage);
        return Addresses.remote(base + "/" + path.replaceFirst("^/+", "")).toString();
    }

    /** What a mirror without an alias is called: the last part of its source. */
    private static String nameOf(String source) {
        String last = source.replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
        return Optional.of(HostName.valid(last)).filter(Texts::isName).orElse("mirror");
    }
}
