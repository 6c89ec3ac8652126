package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesAndMirrorsTest {
    @TempDir
    Path directory;

    private Given given;

    @BeforeEach
    void nothingYet() {
        given = new Given(directory);
    }

    private List<SourceSetting> sources(String text) {
        return given.file(text).load().get(Keys.SOURCES);
    }

    private List<MirrorSetting> mirrors(String text) {
        return given.file(text).load().get(Keys.MIRRORS);
    }

    @Test
    void sourcesAreNamesWithPathsInTheOrderTheyAreWritten() {
        assertThat(sources("sources:\n  notes: ~/notes\n  graph:\n    path: /data/graph.jsonl\n  near: ../near/./x\n"))
                .containsExactly(
                        new SourceSetting("notes", given.userHome().resolve("notes")),
                        new SourceSetting("graph", Path.of("/data/graph.jsonl").toAbsolutePath()),
                        new SourceSetting("near", directory.resolve("near/x")));
    }

    @Test
    void sourcesMayBeAList() {
        assertThat(sources("sources:\n  - name: notes\n    path: ~\n  - {path: x, name: x-1_Y}\n"))
                .containsExactly(
                        new SourceSetting("notes", given.userHome()),
                        new SourceSetting("x-1_Y", given.home().resolve("x")));
    }

    @Test
    void sourcesMayBeNone() {
        assertThat(sources("sources: {}")).isEmpty();
        assertThat(sources("sources: []")).isEmpty();
    }

    @Test
    void theEnvironmentAndFlagsHoldSourcesAsYamlOrJson() {
        given.file("sources: {a: /a}").variable("HOLDFAST_SOURCES", "{\"b\": \"~/b\"}");
        assertThat(given.load().get(Keys.SOURCES))
                .containsExactly(new SourceSetting("b", given.userHome().resolve("b")));
        given.set("sources={}");
        assertThat(given.load().get(Keys.SOURCES)).isEmpty();
    }

    @Test
    void everySourceThatIsWrongIsReported() {
        given.file("sources:\n  a b: /a\n  ok: /ok\n  c: ''\n  d: [x]\n");
        assertThat(given.refused().problems())
                .extracting(problem -> problem.where().detail())
                .containsExactly(given.file() + ":2", given.file() + ":4", given.file() + ":5");
    }

    @ParameterizedTest
    @CsvSource({
        "twoWay, twoWay",
        "tw, twoWay",
        "TWOWAY, twoWay",
        "sourceToDestination, sourceToDestination",
        "std, sourceToDestination",
        "localToCloud, sourceToDestination",
        "ltc, sourceToDestination",
        "sourceBackup, sourceBackup",
        "sb, sourceBackup",
        "localBackup, sourceBackup",
        "lb, sourceBackup",
        "destinationToSource, destinationToSource",
        "dts, destinationToSource",
        "cloudToLocal, destinationToSource",
        "ctl, destinationToSource",
        "destinationBackup, destinationBackup",
        "db, destinationBackup",
        "cloudBackup, destinationBackup",
        "cb, destinationBackup"
    })
    void everyNameOfAModeIsKnown(String written, String meant) {
        assertThat(mirrors("mirrors: [{source: /a, destination: /b, syncMode: " + written + "}]"))
                .containsExactly(new MirrorSetting("a", "/a", "/b", meant));
    }

    @Test
    void bothSpellingsOfAMirrorAreRead() {
        String text = """
                mirrors:
                  - source: ~/notes
                    destination: s3://bucket/notes/
                    syncMode: sourceBackup
                    alias: my-notes
                  - {"local": "/docs", "remote": "team/docs", "storage": "file:///mnt/nas"}
                  - {"local": "/docs/sub", "remote": "/team/sub", "storage": "s3://bucket/x", "alias": "sub2"}
                """;
        assertThat(mirrors(text))
                .containsExactly(
                        new MirrorSetting(
                                "my-notes",
                                given.userHome().resolve("notes").toString(),
                                "s3://bucket/notes",
                                "sourceBackup"),
                        new MirrorSetting("docs", "/docs", "file:///mnt/nas/team/docs", "twoWay"),
                        new MirrorSetting("sub2", "/docs/sub", "s3://bucket/x/team/sub", "twoWay"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a:/b, a, /a, twoWay, /b",
        "/a/:sb:/b, a, /a, sourceBackup, /b",
        "C:\\notes:D:\\copy, notes, C:\\notes, twoWay, D:\\copy",
        "C:\\My Notes\\:std:D:\\copy, My-Notes, C:\\My Notes\\, sourceToDestination, D:\\copy",
        "C:/notes:tw:/b, notes, C:/notes, twoWay, /b",
        "/a:s3://bucket/x, a, /a, twoWay, s3://bucket/x",
        "/a:db:file:///b/, a, /a, destinationBackup, file:///b",
        "s3://bucket/x:ctl:/a, x, s3://bucket/x, destinationToSource, /a"
    })
    void aMirrorMayBeALiteral(String literal, String name, String source, String mode, String destination) {
        assertThat(mirrors("mirrors: ['" + literal + "']"))
                .containsExactly(new MirrorSetting(name, source, destination, mode));
    }

    @ParameterizedTest
    @CsvSource({"/a", "C:\\a", "/a:tw:/b:/c", "/a:t-w:/b", "a:b:c:d:e", "''"})
    void whatIsNoLiteralIsRefused(String literal) {
        assertThat(given.file("mirrors: ['" + literal + "']").message())
                .contains("is not of the form source[:mode]:destination");
    }
}
