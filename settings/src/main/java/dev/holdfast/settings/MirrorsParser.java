package dev.holdfast.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code mirrors}: a list of maps or of literals {@code source[:mode]:destination}. A side is a path, a remote's
 * address or a space. A map may be spelled {@code source, destination} or {@code local, remote}; with {@code storage}, a
 * remote's address, the other side is a path in it.
 */
final class MirrorsParser {
    private static final String TWO_WAY = "twoWay";
    static final Set<String> FIELDS = fields();

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

    private static Set<String> fields() {
        Set<String> all = new HashSet<>(MirrorRulesParser.FIELDS);
        all.addAll(Set.of(
                "source",
                "local",
                "destination",
                "remote",
                "storage",
                "syncMode",
                "mode",
                "direction",
                "parentId",
                "alias",
                "name"));
        return all;
    }

    static @Nullable List<MirrorSetting> parse(Raw raw, Reading reading) {
        if (!(raw instanceof Raw.Items items)) {
            throw new BadValueException("it is " + raw.kind());
        }
        NamedList<MirrorSetting> mirrors = new NamedList<>(reading, MirrorSetting::name);
        items.items().forEach(item -> mirrors.add(item, MirrorsParser::mirror));
        return mirrors.all();
    }

    static MirrorSetting mirror(Raw item, Reading reading) {
        if (item instanceof Raw.Text text) {
            return literal(text.text(), Entry.of(new Raw.Fields(List.of(), text.where()), FIELDS), reading);
        }
        Entry entry = Entry.of(item, FIELDS);
        String source = MirrorSide.parse(entry.required("source", "local").text(), reading);
        String other = entry.required("destination", "remote").text();
        String destination = entry.text("storage")
                .map(storage -> MirrorSide.within(storage.text(), other))
                .orElseGet(() -> MirrorSide.parse(other, reading));
        return mirror(entry, source, destination, entry.text("syncMode", "mode").map(Raw.Text::text));
    }

    /** A mirror in short form, with what else is wanted of it beside. */
    static MirrorSetting literal(String text, Entry wishes, Reading reading) {
        MirrorLiteral literal = MirrorLiteral.parse(text);
        String source = MirrorSide.parse(literal.source(), reading);
        String destination = MirrorSide.parse(literal.destination(), reading);
        return mirror(wishes, source, destination, Optional.of(literal.mode()));
    }

    private static MirrorSetting mirror(Entry entry, String source, String destination, Optional<String> mode) {
        String name = entry.text("alias", "name").map(Raw.Text::text).orElseGet(() -> MirrorSide.nameOf(source));
        String known = MODES.get(mode.orElse(TWO_WAY).toLowerCase(Locale.ROOT));
        if (known == null) {
            throw new BadValueException("the mode " + Shown.value(mode.orElse("")) + " is none of twoWay,"
                    + " sourceToDestination, sourceBackup, destinationToSource and destinationBackup");
        }
        if (!Texts.isName(name)) {
            throw new BadValueException("the alias " + Shown.value(name) + " is not " + Texts.NAME_RULE);
        }
        if (source.equals(destination)) {
            throw new BadValueException("both sides of \"" + name + "\" are the same place");
        }
        MirrorRulesParser rules = new MirrorRulesParser(entry, source, destination);
        String directed = rules.direction(mode.isPresent()).orElse(known);
        refuseParent(entry);
        return new MirrorSetting(name, source, destination, directed, rules.parse(directed));
    }

    private static void refuseParent(Entry entry) {
        entry.text("parentId").ifPresent(parent -> {
            throw new BadValueException(
                    "parentId names a folder by an id, and neither folders nor buckets have any here: write the folder"
                            + " as part of the side's path or address",
                    parent.where());
        });
    }
}
