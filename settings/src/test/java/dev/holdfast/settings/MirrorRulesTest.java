package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.MirrorRules.Comparison;
import dev.holdfast.settings.MirrorRules.Conflicts;
import dev.holdfast.settings.MirrorRules.Initial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a mirror may be told besides its sides and its mode. */
class MirrorRulesTest {
    @TempDir
    Path directory;

    private Given given;

    @BeforeEach
    void nothingYet() {
        given = new Given(directory);
    }

    private MirrorSetting mirror(String fields) {
        return given.file("mirrors:\n  - {" + fields + "}")
                .load()
                .get(Keys.MIRRORS)
                .get(0);
    }

    private MirrorRules rules(String fields) {
        return mirror("source: /a, destination: /b, " + fields).rules();
    }

    @Test
    void nothingSaidIsTheSafeChoice() {
        assertThat(mirror("source: /a, destination: /b").rules())
                .isEqualTo(new MirrorRules(
                        List.of(),
                        false,
                        true,
                        Initial.MERGE,
                        Comparison.HASH_THEN_MTIME,
                        Duration.ofSeconds(2),
                        Conflicts.KEEP_BOTH,
                        false,
                        true,
                        false,
                        0))
                .isEqualTo(MirrorRules.DEFAULT);
        assertThat(MirrorRules.DEFAULT.differing()).isEmpty();
    }

    @Test
    void everyFieldOfTheOneSpellingIsRead() {
        assertThat(rules("ignore: ['*.tmp', '!keep.tmp'], excludeDotFiles: true, disableSourceTrash: true,"
                        + " initial: source_wins, comparison: SIZE_AND_MTIME, mtimeTolerance: 0.5, conflicts: newer_wins,"
                        + " deleteOrphans: true"))
                .isEqualTo(new MirrorRules(
                        List.of("*.tmp", "!keep.tmp"),
                        true,
                        false,
                        Initial.SOURCE_WINS,
                        Comparison.SIZE_AND_MTIME,
                        Duration.ofMillis(500),
                        Conflicts.NEWER_WINS,
                        true,
                        true,
                        false,
                        0));
    }

    @Test
    void everyFieldOfTheOtherSpellingIsReadToo() {
        assertThat(mirror("\"local\": \"/a\", \"remote\": \"x\", \"storage\": \"s3://bucket\", \"ignore\": [\"a/\"],"
                                + " \"exclude_dot_files\": true, \"disableLocalTrash\": true, \"initial\": \"destinationWins\","
                                + " \"comparisonMode\": \"mtime-only\", \"mtime_tolerance\": 3,"
                                + " \"conflictResolution\": \"sourceWins\", \"delete_orphans\": true, \"storageId\": 7")
                        .rules())
                .isEqualTo(new MirrorRules(
                        List.of("a/"),
                        true,
                        false,
                        Initial.DESTINATION_WINS,
                        Comparison.MTIME_ONLY,
                        Duration.ofSeconds(3),
                        Conflicts.SOURCE_WINS,
                        true,
                        true,
                        false,
                        7));
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void everyComparisonIsKnownByItsName(Comparison comparison) {
        assertThat(rules("comparison: " + comparison).comparison()).isEqualTo(comparison);
    }

    @ParameterizedTest
    @EnumSource(Conflicts.class)
    void everyResolutionIsKnownByItsName(Conflicts conflicts) {
        assertThat(rules("conflict_resolution: " + conflicts).conflicts()).isEqualTo(conflicts);
    }

    @ParameterizedTest
    @EnumSource(
            value = Comparison.class,
            names = {"SIZE_ONLY", "MTIME_ONLY", "SIZE_AND_MTIME"})
    void aComparisonThatMissesEditsIsMarkedWhereverItIsShown(Comparison comparison) {
        Settings settings = given.file("mirrors:\n  - {source: /a, destination: /b, comparison: " + comparison + "}")
                .load();
        assertThat(settings.notes())
                .singleElement()
                .asString()
                .contains("The mirror a compares files by " + comparison + ", which is unsafe: ");
        assertThat(Shown.setting(settings.get(Keys.MIRRORS)))
                .isEqualTo("a: /a twoWay /b (comparison: " + comparison + " (unsafe))");
    }

    @Test
    void whatIsNotAsUsualIsShown() {
        assertThat(Shown.setting(mirror("source: 'space:memories', destination: /b, alias: m, sensitive: true,"
                        + " conflicts: skip, ignore: [x], excludeDotFiles: true, mtimeTolerance: 1, initial: source_wins,"
                        + " comparison: MTIME_ONLY")))
                .isEqualTo("m: space:memories twoWay /b (ignore: [x]; excludeDotFiles: true; initial: source_wins;"
                        + " comparison: MTIME_ONLY (unsafe); mtimeTolerance: 1; conflicts: skip; sensitive: true)");
        assertThat(Shown.setting(mirror("source: /b, destination: 'space:n', deleteOrphans: true, syncMode: std,"
                        + " syncMetadata: false")))
                .isEqualTo("b: /b sourceToDestination space:n (deleteOrphans: true; syncMetadata: false)");
        assertThat(Shown.setting(
                        mirror("source: /b, destination: 's3://bucket', disableSourceTrash: true, storageId: 2")))
                .isEqualTo("b: /b twoWay s3://bucket (disableSourceTrash: true; storageId: 2)");
    }

    @ParameterizedTest
    @CsvSource({
        "'space:n', /d, space_to_directory, false, sourceBackup",
        "'space:n', /d, space_to_directory, true, sourceToDestination",
        "'space:n', /d, directory_to_space, false, destinationBackup",
        "'space:n', /d, directoryToSpace, true, destinationToSource",
        "'space:n', /d, bidirectional, false, twoWay",
        "/d, 'space:n', space_to_directory, false, destinationBackup",
        "/d, 'space:n', SPACE-TO-DIRECTORY, true, destinationToSource",
        "/d, 'space:n', directory_to_space, false, sourceBackup",
        "/d, 'space:n', directory_to_space, true, sourceToDestination"
    })
    void aDirectionIsTheModeThatItMeans(
            String source, String destination, String direction, boolean orphans, String mode) {
        MirrorSetting read = mirror("source: '" + source + "', destination: '" + destination + "', direction: "
                + direction + ", deleteOrphans: " + orphans);
        assertThat(read.mode()).isEqualTo(mode);
        assertThat(read.rules().deleteOrphans()).isEqualTo(orphans);
    }

    @ParameterizedTest
    @CsvSource({
        "'space:n', /d, space_wins, SOURCE_WINS",
        "'space:n', /d, directory_wins, DESTINATION_WINS",
        "/d, 'space:n', spaceWins, DESTINATION_WINS",
        "/d, 'space:n', directory_wins, SOURCE_WINS"
    })
    void theOneWhoWinsMayBeCalledSpaceOrDirectory(String source, String destination, String written, Conflicts meant) {
        assertThat(mirror("source: '" + source + "', destination: '" + destination + "', conflicts: " + written)
                        .rules()
                        .conflicts())
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "space:notes:twoWay:/dir, notes, space:notes, twoWay, /dir",
        "space:notes:/dir, notes, space:notes, twoWay, /dir",
        "space:memories:C:\\m, memories, space:memories, twoWay, C:\\m",
        "/dir:sb:space:my.notes, dir, /dir, sourceBackup, space:my.notes",
        "/dir:space:a, dir, /dir, twoWay, space:a",
        "space:a:std:s3://bucket/x, a, space:a, sourceToDestination, s3://bucket/x",
        "space:a:db:space:b, a, space:a, destinationBackup, space:b",
        "/x/space:/dir, space, /x/space, twoWay, /dir"
    })
    void aSideOfALiteralMayBeASpace(String literal, String name, String source, String mode, String destination) {
        assertThat(given.file("mirrors: ['" + literal + "']").load().get(Keys.MIRRORS))
                .containsExactly(new MirrorSetting(name, source, destination, mode));
    }

    @Test
    void aFolderThatIsCalledSpaceIsOneWhereNoSpaceCanBeMeant() {
        assertThat(given.file("mirrors: ['space:s3://bucket/x']").load().get(Keys.MIRRORS))
                .containsExactly(new MirrorSetting(
                        "space", given.home().resolve("space").toString(), "s3://bucket/x", "twoWay"));
    }

    private MirrorSetting argument(String pair, Map<String, String> wishes) {
        return MirrorArgument.parse(
                pair, wishes, List.of("*.tmp"), new Platform("Linux", given.userHome()), directory.resolve("here"));
    }

    @Test
    void aPairOnTheCommandLineIsReadAsOneInTheSettings() {
        MirrorSetting read = argument("~/notes:sub/copy", Map.of("comparison", "hash_only", "conflicts", "manual"));
        assertThat(read.source()).isEqualTo(given.userHome().resolve("notes").toString());
        assertThat(read.destination())
                .isEqualTo(directory.resolve("here/sub/copy").toString());
        assertThat(read.name()).isEqualTo("notes");
        assertThat(read.rules().ignore()).containsExactly("*.tmp");
        assertThat(read.rules().comparison()).isEqualTo(Comparison.HASH_ONLY);
        assertThat(read.rules().conflicts()).isEqualTo(Conflicts.MANUAL);
        assertThat(MirrorArgument.isPair("notes")).isFalse();
        assertThat(MirrorArgument.isPair("a:b")).isTrue();
    }

    @Test
    void aMirrorMayBeGivenByItsFieldsAlone() {
        MirrorSetting read = MirrorArgument.parse(
                Map.of("source", "space:notes", "destination", "copy", "direction", "space_to_directory"),
                List.of(),
                new Platform("Linux", given.userHome()),
                directory);
        assertThat(read)
                .isEqualTo(new MirrorSetting(
                        "notes", "space:notes", directory.resolve("copy").toString(), "sourceBackup"));
    }

    @Test
    void aPairOnTheCommandLineThatIsWrongIsRefusedInOneSentence() {
        assertThatThrownBy(() -> argument("a:b", Map.of("comparison", "fast")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("the pair on the command line: the comparison \"fast\" is none of ");
        assertThatThrownBy(() -> argument("a:sideways:b", Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the mode \"sideways\" is none of twoWay");
    }
}
