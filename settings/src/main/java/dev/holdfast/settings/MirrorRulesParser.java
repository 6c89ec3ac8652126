package dev.holdfast.settings;

import dev.holdfast.settings.MirrorRules.Comparison;
import dev.holdfast.settings.MirrorRules.Conflicts;
import dev.holdfast.settings.MirrorRules.Initial;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a user wants of one mirror besides its sides. What would change nothing is refused, and why is said. */
final class MirrorRulesParser {
    private static final String[] EXCLUDE_DOT_FILES = {"excludeDotFiles", "exclude_dot_files"};
    private static final String[] NO_SOURCE_TRASH = {"disableSourceTrash", "disableLocalTrash"};
    private static final String[] COMPARISON = {"comparison", "comparisonMode"};
    private static final String[] TOLERANCE = {"mtimeTolerance", "mtime_tolerance"};
    private static final String[] CONFLICTS = {"conflicts", "conflictResolution", "conflict_resolution"};
    private static final String[] ORPHANS = {"deleteOrphans", "delete_orphans"};
    private static final String[] METADATA = {"syncMetadata", "sync_metadata"};
    private static final String IGNORE = "ignore";
    private static final String INITIAL = "initial";
    private static final String SENSITIVE = "sensitive";
    private static final String STORAGE_ID = "storageId";
    private static final String TWO_WAY = "twoWay";
    private static final String SPACE_WINS = "space_wins";
    private static final String DIRECTORY_WINS = "directory_wins";
    private static final int LONGEST_PATTERN = 1000;

    /** All names that may occur in an entry for what is read here. */
    static final Set<String> FIELDS = Stream.concat(
                    Stream.of(EXCLUDE_DOT_FILES, NO_SOURCE_TRASH, COMPARISON, TOLERANCE, CONFLICTS, ORPHANS, METADATA)
                            .flatMap(Arrays::stream),
                    Stream.of(IGNORE, INITIAL, SENSITIVE, STORAGE_ID))
            .collect(Collectors.toUnmodifiableSet());

    private final Entry entry;
    private final String source;
    private final String destination;

    MirrorRulesParser(Entry entry, String source, String destination) {
        this.entry = entry;
        this.source = source;
        this.destination = destination;
    }

    /** The mode that the direction between a space and a directory means; empty when there is none. */
    Optional<String> direction(boolean modeGiven) {
        Optional<Raw.Text> direction = entry.text("direction");
        if (direction.isEmpty()) {
            return Optional.empty();
        }
        Raw.Text text = direction.get();
        if (modeGiven) {
            throw new BadValueException("direction and syncMode mean the same, and both are there", text.where());
        }
        requireOneSpace("direction", text);
        boolean deletes = flag(ORPHANS).orElse(false);
        boolean spaceIsSource = MirrorSide.isSpace(source);
        return Optional.of(
                switch (plain(text.text())) {
                    case "bidirectional" -> TWO_WAY;
                    case "spacetodirectory" -> oneWay(spaceIsSource, deletes);
                    case "directorytospace" -> oneWay(!spaceIsSource, deletes);
                    default ->
                        throw new BadValueException(
                                "the direction " + Shown.value(text.text())
                                        + " is none of space_to_directory, directory_to_space and bidirectional",
                                text.where());
                });
    }

    private static String oneWay(boolean fromSource, boolean deletes) {
        if (fromSource) {
            return deletes ? "sourceToDestination" : "sourceBackup";
        }
        return deletes ? "destinationToSource" : "destinationBackup";
    }

    /**
     * What is wanted.
     *
     * @throws BadValueException when something of it is no value, or would change nothing for a mirror of this mode
     */
    MirrorRules parse(String mode) {
        MirrorRules none = MirrorRules.DEFAULT;
        boolean twoWay = mode.equals(TWO_WAY);
        Initial initial = onlyTwoWay(twoWay, initial(), INITIAL).orElse(none.initial());
        Conflicts conflicts = onlyTwoWay(twoWay, conflicts(), CONFLICTS).orElse(none.conflicts());
        Comparison comparison = comparison().orElse(none.comparison());
        return new MirrorRules(
                ignore(),
                flag(EXCLUDE_DOT_FILES).orElse(none.excludeDotFiles()),
                sourceTrash(mode),
                initial,
                comparison,
                tolerance(comparison, conflicts).orElse(none.mtimeTolerance()),
                conflicts,
                deleteOrphans(mode, initial),
                syncMetadata(),
                sensitive(),
                storageId());
    }

    private List<String> ignore() {
        List<Raw.Text> patterns = entry.texts(IGNORE);
        for (Raw.Text pattern : patterns) {
            String wrong = wrongWith(pattern.text());
            if (!wrong.isEmpty()) {
                throw new BadValueException("a pattern in ignore " + wrong, pattern.where());
            }
        }
        return patterns.stream().map(Raw.Text::text).toList();
    }

    private static String wrongWith(String pattern) {
        if (pattern.isBlank()) {
            return "is empty";
        }
        if (pattern.startsWith("#")) {
            return "begins with #, which makes it a comment: write \\# for a name that begins so";
        }
        boolean fits = pattern.lines().count() == 1 && pattern.length() <= LONGEST_PATTERN;
        return fits ? "" : "is not one line of at most " + LONGEST_PATTERN + " characters";
    }

    private boolean sourceTrash(String mode) {
        boolean disabled = flag(NO_SOURCE_TRASH).orElse(false);
        if (disabled && (MirrorSide.isSpace(source) || MirrorSide.isBucket(source))) {
            throw changesNothing(NO_SOURCE_TRASH, "the source is no folder on this machine");
        }
        if (disabled && mode.startsWith("source")) {
            throw changesNothing(NO_SOURCE_TRASH, "in the mode " + mode + " the source is never changed");
        }
        return !disabled;
    }

    private Optional<Initial> initial() {
        return choice(INITIAL, names(Initial.values()), INITIAL);
    }

    private Optional<Comparison> comparison() {
        return choice("comparison", names(Comparison.values()), COMPARISON);
    }

    private Optional<Conflicts> conflicts() {
        Map<String, Conflicts> choices = names(Conflicts.values());
        Raw.Text text = entry.text(CONFLICTS).orElse(null);
        if (text != null && Set.of(plain(SPACE_WINS), plain(DIRECTORY_WINS)).contains(plain(text.text()))) {
            requireOneSpace("conflicts: " + text.text().strip(), text);
            boolean space = plain(text.text()).equals(plain(SPACE_WINS));
            return Optional.of(
                    space == MirrorSide.isSpace(source) ? Conflicts.SOURCE_WINS : Conflicts.DESTINATION_WINS);
        }
        return choice("resolution of conflicts", choices, CONFLICTS);
    }

    private void requireOneSpace(String what, Raw.Text text) {
        if (MirrorSide.isSpace(source) == MirrorSide.isSpace(destination)) {
            throw new BadValueException(what + " is for a mirror of which one side is a space", text.where());
        }
    }

    private Optional<Duration> tolerance(Comparison comparison, Conflicts conflicts) {
        Optional<Raw.Text> text = entry.text(TOLERANCE);
        boolean counts = conflicts == Conflicts.NEWER_WINS
                || comparison == Comparison.MTIME_ONLY
                || comparison == Comparison.SIZE_AND_MTIME;
        if (text.isPresent() && !counts) {
            throw changesNothing(TOLERANCE, "with the comparison " + comparison.word() + " times do not count");
        }
        return text.map(seconds -> {
            try {
                return Numbers.seconds(seconds.text().strip(), "0", "3600");
            } catch (BadValueException e) {
                throw new BadValueException(
                        "the mtimeTolerance " + Shown.value(seconds.text())
                                + " is not a number of seconds from 0 to 3600",
                        seconds.where());
            }
        });
    }

    private boolean deleteOrphans(String mode, Initial initial) {
        boolean wanted = flag(ORPHANS).orElse(false);
        if (wanted && mode.endsWith("Backup")) {
            throw changesNothing(ORPHANS, "the mode " + mode + " deletes nothing");
        }
        if (wanted && mode.equals(TWO_WAY) && initial == Initial.MERGE) {
            throw changesNothing(
                    ORPHANS, "a two-way mirror has orphans only on a first run that one side wins (initial)");
        }
        return wanted;
    }

    private boolean syncMetadata() {
        Optional<Boolean> wanted = flag(METADATA);
        boolean documents = Stream.of(source, destination)
                .anyMatch(side -> MirrorSide.isSpace(side) && !side.equals(MirrorSide.MEMORIES));
        if (wanted.isPresent() && !documents) {
            throw changesNothing(METADATA, "neither side is a space of documents");
        }
        return wanted.orElse(MirrorRules.DEFAULT.syncMetadata());
    }

    private boolean sensitive() {
        Optional<Boolean> wanted = flag(SENSITIVE);
        boolean memories = Stream.of(source, destination).anyMatch(MirrorSide.MEMORIES::equals);
        if (wanted.isPresent() && !memories) {
            throw changesNothing(new String[] {SENSITIVE}, "neither side is " + MirrorSide.MEMORIES);
        }
        return wanted.orElse(MirrorRules.DEFAULT.sensitive());
    }

    private int storageId() {
        Optional<Raw.Text> text = entry.text(STORAGE_ID);
        if (text.isEmpty()) {
            return MirrorRules.DEFAULT.storageId();
        }
        if (!MirrorSide.isBucket(source) && !MirrorSide.isBucket(destination)) {
            throw changesNothing(new String[] {STORAGE_ID}, "neither side is a bucket");
        }
        if (!text.get().text().strip().matches("[0-9]{1,9}")) {
            throw new BadValueException(
                    "the storageId " + Shown.value(text.get().text()) + " is not a whole number from 0 to 999999999",
                    text.get().where());
        }
        return Integer.parseInt(text.get().text().strip());
    }

    private <T> Optional<T> onlyTwoWay(boolean twoWay, Optional<T> value, String... spellings) {
        if (value.isPresent() && !twoWay) {
            throw changesNothing(spellings, "it is for the mode twoWay alone");
        }
        return value;
    }

    private BadValueException changesNothing(String[] spellings, String why) {
        Raw.Text text = entry.required(spellings);
        return new BadValueException(spellings[0] + " would change nothing here: " + why, text.where());
    }

    private Optional<Boolean> flag(String... spellings) {
        return entry.text(spellings).map(text -> switch (text.text().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new BadValueException(
                        spellings[0] + " is " + Shown.value(text.text()) + ", not true or false", text.where());
        });
    }

    private <E> Optional<E> choice(String what, Map<String, E> choices, String... spellings) {
        return entry.text(spellings).map(text -> {
            E found = choices.get(plain(text.text()));
            if (found == null) {
                throw new BadValueException(
                        "the " + what + " " + Shown.value(text.text()) + " is none of "
                                + choices.values().stream()
                                        .map(each -> String.valueOf(each).toLowerCase(Locale.ROOT))
                                        .sorted()
                                        .collect(Collectors.joining(", ")),
                        text.where());
            }
            return found;
        });
    }

    private static <E extends Enum<E>> Map<String, E> names(E[] values) {
        return Arrays.stream(values).collect(Collectors.toMap(value -> plain(value.name()), Function.identity()));
    }

    /** People write these in every way: keep_both, KEEP-BOTH, keepBoth. */
    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }
}
