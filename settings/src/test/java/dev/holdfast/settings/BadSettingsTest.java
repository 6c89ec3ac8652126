package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong, the message names the key, the value, the rule and the place. */
class BadSettingsTest {
    private static final String WHOLE = "max_retries must be a whole number from 0 to 10; it is ";
    private static final String BUCKET =
            "cloud_bucket must be 3 to 63 lower-case letters, digits, dots and hyphens, with"
                    + " a letter or digit at each end, and not an IP address; it is ";
    private static final String SERVER = " must be an https:// address, or an http:// one on this machine (localhost),"
            + " without user name, query and fragment; it ";
    private static final String REMOTE = "remote must be file:///DIR or s3://BUCKET/PREFIX; ";
    private static final String SECRET =
            " must be a reference to a secret: ${env:NAME}, ${file:PATH} or ${command:...}; it is ";
    private static final String SOURCES =
            "sources must be a map from names to paths (notes: ~/notes), or a list of {name, path}; ";
    private static final String CATEGORIES = "memory_api_categories must be a map from categories of memories here to"
            + " the server's (ideas: facts); ";
    private static final String YAML = "The file is not valid YAML: ";

    @TempDir
    Path directory;

    static Stream<Arguments> values() {
        return Stream.of(
                value("max_retries", "11", WHOLE + "\"11\"."),
                value("max_retries", "-1", WHOLE + "\"-1\"."),
                value("max_retries", "2.5", WHOLE + "\"2.5\"."),
                value("max_retries", "many", WHOLE + "\"many\"."),
                value("max_retries", "0x3", WHOLE + "\"0x3\"."),
                value("max_retries", "٣", WHOLE + "\"٣\"."),
                value("max_retries", "99999999999999999999", WHOLE + "\"99999999999999999999\"."),
                value("chunk_size_mb", "0", "chunk_size_mb must be a whole number from 1 to 100; it is \"0\"."),
                value("chunk_size_mb", "101", "chunk_size_mb must be a whole number from 1 to 100; it is \"101\"."),
                value("upload_timeout_seconds", "29.9", "a number of seconds from 30 to 3600; it is \"29.9\"."),
                value("upload_timeout_seconds", "3601", "a number of seconds from 30 to 3600; it is \"3601\"."),
                value("retry_backoff_seconds", "0.09", "a number of seconds from 0.1 to 60; it is \"0.09\"."),
                value("retry_backoff_seconds", "61", "a number of seconds from 0.1 to 60; it is \"61\"."),
                value("retry_backoff_seconds", "2s", "a number of seconds from 0.1 to 60; it is \"2s\"."),
                value("retry_backoff_seconds", ".inf", "a number of seconds from 0.1 to 60; it is \".inf\"."),
                value("retry_backoff_seconds", "1e1", "a number of seconds from 0.1 to 60; it is \"1e1\"."),
                value("sync_interval_seconds", "4", "a number of seconds from 5 to 86400; it is \"4\"."),
                value("enable_compression", "yes", "enable_compression must be true or false; it is \"yes\"."),
                value("enable_fallback", "1", "enable_fallback must be true or false; it is \"1\"."),
                value("force_method", "ftp", "force_method must be auto, cloud or http; it is \"ftp\"."),
                value("log_level", "loud", "log_level must be error, warn, info or debug; it is \"loud\"."),
                value(
                        "system_id",
                        "host.local",
                        "1 to 100 letters, digits, underscores and hyphens; it is \"host.local\"."),
                value("system_id", "a".repeat(101), "; it is \"" + "a".repeat(80) + "…\"."),
                value("cloud_region", "eu west", "auto or the name of a region, such as eu-west-1; it is \"eu west\"."),
                value(
                        "cloud_path_style",
                        "yes",
                        "auto (yes when cloud_endpoint is set), true or false; it is \"yes\"."),
                value("cloud_checksums", "never", "or when_supported; it is \"never\"."),
                value("cloud_create_only", "maybe", "true or false; it is \"maybe\"."),
                value("cloud_profile", "my profile", "in the AWS configuration files; it is \"my profile\"."),
                value("cloud_bucket", "ab", BUCKET + "\"ab\"."),
                value("cloud_bucket", "Memories", BUCKET + "\"Memories\"."),
                value("cloud_bucket", "memories-", BUCKET + "\"memories-\"."),
                value("cloud_bucket", "192.168.0.1", BUCKET + "\"192.168.0.1\"."),
                value("cloud_bucket", "b".repeat(64), BUCKET),
                value(
                        "cloud_endpoint",
                        "http://s3.example.com",
                        SERVER + "sends unencrypted http to \"s3.example.com\"."),
                value("http_endpoint", "http://127.0.0.1.example.com/mcp", SERVER + "sends unencrypted http to"),
                value("http_endpoint", "ftp://127.0.0.1/", SERVER.replaceFirst("it $", "its scheme is \"ftp\".")),
                value("http_endpoint", "127.0.0.1", SERVER + "has no scheme, the part before ://."),
                value("http_endpoint", "https://", SERVER + "is not a valid address"),
                value("http_endpoint", "https://host:99999/mcp", SERVER + "names no valid host and port."),
                value("memory_api_url", "https://user:hunter2@example.com", SERVER + "holds a user name or password"),
                value("memory_api_url", "https://example.com/?key=hunter2", SERVER + "holds a query"),
                value("memory_api_url", "https://example.com/#hunter2", SERVER + "holds a fragment"),
                value("remote", "/backup", REMOTE + "it is a path, which has to be written as file:///DIR."),
                value("remote", "C:\\backup", REMOTE + "it is a path, which has to be written as file:///DIR."),
                value("remote", "gs://bucket", REMOTE + "its scheme is \"gs\"."),
                value("remote", "file://server/share", REMOTE + "a file address names no host"),
                value("remote", "file:backup", REMOTE + "its path is not absolute."),
                value("remote", "file:///a/../b", REMOTE + "its path holds . or .. as a part."),
                value("remote", "file:///a/%2e%2e/b", REMOTE + "its path holds . or .. as a part."),
                value("remote", "file:///", REMOTE + "it names no folder."),
                value("remote", "file:///a?b", REMOTE + "it holds a query"),
                value("remote", "s3://key:hunter2@bucket/prefix", REMOTE + "it holds a user name or password"),
                value("remote", "s3://My_Bucket", REMOTE + "its bucket is not 3 to 63"),
                value("remote", "s3://10.0.0.1/x", REMOTE + "its bucket is not 3 to 63"),
                value("remote", "s3://bucket/a//b", REMOTE + "its prefix is not"),
                value("remote", "s3://bucket/a/../b", REMOTE + "its path holds . or .. as a part."),
                value("http_token", "${vault:hunter2}", "it starts like a reference and is none of these three."),
                value("http_token", "${env:hunter2-token}", "what it gives behind env: is not a variable's name"),
                value("serve_token", "${file:}", "it starts like a reference and is none of these three."));
    }

    private static Arguments value(String key, String value, String message) {
        return Arguments.of(key, value, message);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aBadValueInAFileIsReportedWithFileLineKeyAndRule(String key, String value, String message) {
        Given given = new Given(directory).file("# settings\n\n" + key + ": '" + value + "'\n");
        assertThat(given.message())
                .startsWith(given.file() + ":3: " + key)
                .contains(message)
                .doesNotContain("hunter2");
        assertThat(given.refused().problems())
                .singleElement()
                .extracting(SettingsProblem::key)
                .isEqualTo(key);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aBadValueInTheEnvironmentIsReportedWithItsVariableKeyAndRule(String key, String value, String message) {
        String variable = "HOLDFAST_" + key.toUpperCase(Locale.ROOT);
        Given given = new Given(directory).variable(variable, value);
        assertThat(given.message())
                .startsWith(variable + ": " + key)
                .contains(message)
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @MethodSource("values")
    void aBadValueInAFlagIsReportedWithItsFlagKeyAndRule(String key, String value, String message) {
        Given given = new Given(directory).set(key + "=" + value);
        assertThat(given.message())
                .startsWith("--set " + key + ": " + key)
                .contains(message)
                .doesNotContain("hunter2");
    }

    static Stream<Arguments> files() {
        return Stream.of(
                file(1, "max_retrys: 3", "max_retrys is not a setting; did you mean max_retries?"),
                file(1, "Max-Retries: 3", "Max-Retries is not a setting; did you mean max_retries?"),
                file(1, "akosha_remote: x", "akosha_remote is not a setting; did you mean remote?"),
                file(1, "colour: red", "colour is not a setting; \"config show\" lists all of them."),
                file(2, "max_retries: 3\nmax_retries: 4", "max_retries is there twice: here, and before that at "),
                file(
                        2,
                        "akosha_max_retries: 3\nmax_retries: 4",
                        "max_retries is there twice: as max_retries here, and as"),
                file(1, "home: /somewhere", "home cannot stand in a settings file, because"),
                file(1, "max_retries:", WHOLE + "without a value."),
                file(1, "max_retries: null", WHOLE + "without a value."),
                file(1, "max_retries: ''", WHOLE + "empty."),
                file(1, "max_retries: [3]", WHOLE + "a list."),
                file(2, "max_retries:\n  times: 3", WHOLE + "a map."),
                file(1, "http_token: hunter2", "http_token" + SECRET + "a literal value"),
                file(2, "http_token:\n  - hunter2", "http_token" + SECRET + "a list."),
                file(1, "memory_api_categories: facts", CATEGORIES + "it is text."),
                file(1, "memory_api_categories: [a, b]", CATEGORIES + "it is a list."),
                file(2, "memory_api_categories:\n  a: [b]", CATEGORIES + "the category for \"a\" is a list."),
                file(2, "memory_api_categories:\n  a: ' '", CATEGORIES + "the category empty is not 1 to 100"),
                file(2, "memory_api_categories:\n  '': b", CATEGORIES + "the category empty is not 1 to 100"),
                file(1, "sources: ~/notes", SOURCES + "it is text."),
                file(2, "sources:\n  my notes: ~/notes", SOURCES + "the name \"my notes\" is not 1 to 64 letters"),
                file(3, "sources:\n  a: ~/a\n  b: [~/b]", SOURCES + "one of its entries is a list."),
                file(3, "sources:\n  a:\n    file: ~/a", SOURCES + "\"file\" is not known in an entry."),
                file(3, "sources:\n  a: ~/a\n  a: ~/b", "a is there twice: here, and before that at "),
                file(3, "sources:\n  a: ~/a\n  A: ~/b", SOURCES + "the name \"A\" is already taken at "),
                file(2, "sources:\n  a: ''", SOURCES + "a path in it is empty."),
                file(2, "sources:\n  a: ~other/notes", SOURCES + "\"~other/notes\" names another user's home"),
                file(
                        2,
                        "sources:\n  a: s3://bucket/a",
                        SOURCES + "a source is a path on this machine, not an address."),
                file(2, "sources:\n  - {name: a}", SOURCES + "an entry has no path."),
                file(1, "mirrors: {a: b}", "mirrors must be a list of"),
                file(2, "mirrors:\n  - /a", "; \"/a\" is not of the form source[:mode]:destination."),
                file(2, "mirrors:\n  - /a:sideways:/b", "; the mode \"sideways\" is none of twoWay,"),
                file(2, "mirrors:\n  - /a:/a", "; both sides of \"a\" are the same place."),
                file(
                        3,
                        "mirrors:\n  - source: /a\n    local: /b\n    destination: /c",
                        "; source and local mean the same"),
                file(2, "mirrors:\n  - source: /a", "; an entry has no destination or remote."),
                file(3, "mirrors:\n  - /x/a:/b\n  - /y/a:/c", "; the name \"a\" is already taken at "),
                file(2, "mirrors:\n  - /a:s3://u:hunter2@bucket/x", "is not of the form"),
                mirror("ignore: '*.tmp'", "; ignore is text, not a list."),
                mirror("ignore: [[a]]", "; one of ignore is a list."),
                mirror("ignore: ['']", "; a pattern in ignore is empty."),
                mirror("ignore: ['# x']", "; a pattern in ignore begins with #, which makes it a comment"),
                mirror("excludeDotFiles: yes please", "; excludeDotFiles is \"yes please\", not true or false."),
                mirror("initial: ours", "; the initial \"ours\" is none of destination_wins, merge, source_wins."),
                mirror(
                        "comparison: FAST",
                        "; the comparison \"FAST\" is none of hash_only, hash_then_mtime, mtime_only,"),
                mirror(
                        "comparison: mtime_only, mtimeTolerance: 1h",
                        "; the mtimeTolerance \"1h\" is not a number of seconds from 0 to 3600."),
                mirror(
                        "conflicts: ours",
                        "; the resolution of conflicts \"ours\" is none of destination_wins, keep_both,"),
                mirror(
                        "conflicts: space_wins",
                        "; conflicts: space_wins is for a mirror of which one side is a space."),
                mirror("direction: bidirectional", "; direction is for a mirror of which one side is a space."),
                mirror(
                        "deleteOrphans: true",
                        "; deleteOrphans would change nothing here: a two-way mirror has orphans"),
                mirror("syncMetadata: false", "; syncMetadata would change nothing here: neither side is a space of"),
                mirror("sensitive: true", "; sensitive would change nothing here: neither side is space:memories."),
                mirror("storageId: 3", "; storageId would change nothing here: neither side is a bucket."),
                mirror("parentId: 7", "; parentId names a folder by an id, and neither folders nor buckets have any"),
                mirror("colour: red", "; \"colour\" is not known in an entry."),
                mirror(
                        "comparison: size_only, comparisonMode: hash_only",
                        "; comparison and comparisonMode mean the same, and both are there."),
                mirror(
                        "comparison: size_only, mtimeTolerance: 3",
                        "; mtimeTolerance would change nothing here: with the comparison SIZE_ONLY times do not count."),
                mirror(
                        "mtimeTolerance: 3",
                        "; mtimeTolerance would change nothing here: with the comparison HASH_THEN_MTIME times do not"),
                mirror(
                        "syncMode: sb, initial: merge",
                        "; initial would change nothing here: it is for the mode twoWay"),
                mirror("syncMode: sb, conflicts: skip", "; conflicts would change nothing here: it is for the mode"),
                mirror("syncMode: sb, deleteOrphans: true", "; deleteOrphans would change nothing here: the mode"),
                mirror(
                        "syncMode: sb, disableSourceTrash: true",
                        "; disableSourceTrash would change nothing here: in the"),
                file(
                        2,
                        "mirrors:\n  - {source: 's3://bucket', destination: /b, disableLocalTrash: true}",
                        "; disableSourceTrash would change nothing here: the source is no folder on this machine."),
                file(
                        2,
                        "mirrors:\n  - {source: 's3://bucket', destination: /b, storageId: x}",
                        "; the storageId \"x\" is not a whole number from 0 to 999999999."),
                file(
                        2,
                        "mirrors:\n  - {source: 'space:a', destination: /b, direction: up}",
                        "; the direction \"up\" is none of space_to_directory, directory_to_space and bidirectional."),
                file(
                        2,
                        "mirrors:\n  - {source: 'space:a', destination: /b, direction: bidirectional, syncMode: tw}",
                        "; direction and syncMode mean the same, and both are there."),
                file(
                        2,
                        "mirrors:\n  - {source: 'space:a b', destination: /b}",
                        "; the space \"a b\" is not 1 to 64 letters, digits, dots, underscores and hyphens,"),
                file(2, "mirrors:\n  - space:a:space:a", "; both sides of \"a\" are the same place."),
                file(1, "- max_retries", "A settings file holds lines such as \"max_retries: 3\"; this one is a list."),
                file(1, "max_retries", "A settings file holds lines such as \"max_retries: 3\"; this one is text."),
                file(2, "max_retries: 3\n\tchunk_size_mb: 5", YAML + "a tab stands where only spaces may"),
                file(1, "system_id: \"C:\\Users\"", YAML + "a backslash in double quotes starts an escape"),
                file(1, "remote: a: b", YAML + "a \": \" stands where no new entry can start"),
                file(
                        3,
                        "max_retries: 3\nsystem_id: \"hunter2\n",
                        YAML + "a quote or bracket that opens here is never closed"),
                file(2, "max_retries: 3\n  chunk_size_mb: 5", YAML),
                file(1, "sources: {a: b", YAML + "a bracket that opens here is not closed"),
                file(2, "max_retries: 3\nhttp_token: *hunter2", YAML + "anchors (&), aliases (*) and tags (!) are not"),
                file(1, "sources: &a {b: c}", YAML + "anchors (&), aliases (*) and tags (!) are not"),
                file(1, "max_retries: !!int 3", YAML + "anchors (&), aliases (*) and tags (!) are not"),
                file(1, "sources: !java {b: c}", YAML + "anchors (&), aliases (*) and tags (!) are not"),
                file(2, "max_retries: 3\n---\nchunk_size_mb: 5", YAML + "a second document starts here"),
                file(1, "? [a, b]\n: c", YAML + "the name of a map's entry is not plain text"),
                file(1, "sources: " + "[".repeat(5000), YAML + "lists and maps are nested more than 10 deep"),
                file(2, "max_retries: 3\nsystem_id: a\u0007b", YAML + "it holds a control character"));
    }

    /** A mirror of two folders, of which also this is wanted. */
    private static Arguments mirror(String wishes, String message) {
        return file(2, "mirrors:\n  - {source: /a, destination: /b, " + wishes + "}", message);
    }

    private static Arguments file(int line, String text, String message) {
        return Arguments.of(line, text, message);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aBadFileIsReportedWithItsLine(int line, String text, String message) {
        Given given = new Given(directory).file(text);
        assertThat(given.message())
                .startsWith(given.file() + ":" + line + ": ")
                .contains(message)
                .doesNotContain("hunter2");
        assertThat(given.refused().problems()).hasSize(1);
    }

    static Stream<Arguments> variables() {
        return Stream.of(
                file(
                        0,
                        "HOLDFAST_MAX_RETRY=3",
                        "is not a variable that Holdfast knows; did you mean HOLDFAST_MAX_RETRIES?"),
                file(0, "HOLDFAST_COLOUR=red", "HOLDFAST_COLOUR is not a variable that Holdfast knows; unset it"),
                file(0, "HOLDFAST_AKOSHA_MAX_RETRIES=3", "; did you mean HOLDFAST_MAX_RETRIES?"),
                file(0, "HOLDFAST_SOURCES={a: notes}", "the path \"notes\" is relative, and outside a settings file"),
                file(0, "HOLDFAST_SOURCES={a: [", SOURCES + "it is not valid YAML: "),
                file(0, "HOLDFAST_SOURCES={a: /x, a: /y}", SOURCES + "\"a\" is there twice"),
                file(0, "HOLDFAST_MIRRORS=/a:/b", "mirrors must be a list of"),
                file(0, "HOLDFAST_HTTP_TOKEN=${file:token}", "the path \"token\" is relative"),
                file(0, "HOLDFAST_HOME=state", "home must be the absolute path of a directory"),
                file(0, "MEMORY_API_URL=http://example.com", "memory_api_url" + SERVER + "sends unencrypted http"),
                file(
                        0,
                        "MEMORY_SYNC_INTERVAL=often",
                        "sync_interval_seconds must be a number of seconds from 5 to 86400"));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void aBadVariableIsReportedByItsName(int none, String assignment, String message) {
        List<String> parts = List.of(assignment.split("=", 2));
        Given given = new Given(directory).home(null).variable(parts.get(0), parts.get(1));
        assertThat(given.message()).startsWith(parts.get(0) + ": ").contains(message);
        assertThat(given.refused().problems()).hasSize(1);
    }

    static Stream<Arguments> flags() {
        return Stream.of(
                Arguments.of(List.of("hunter2"), "--set: --set needs a key and a value"),
                Arguments.of(
                        List.of("max_retry=3"),
                        "--set max_retry: max_retry is not a setting; did you mean max_retries?"),
                Arguments.of(List.of("akosha_max_retries=3"), "did you mean max_retries?"),
                Arguments.of(List.of("home=/x"), "home cannot be given with --set"),
                Arguments.of(
                        List.of("max_retries=1", "max_retries=2"), "max_retries is given twice on the command line"),
                Arguments.of(List.of("max_retries="), WHOLE + "empty."),
                Arguments.of(
                        List.of("http_token=hunter2"), "--set http_token: http_token" + SECRET + "a literal value"),
                Arguments.of(List.of("sources=[{name: a, path: b}]"), "the path \"b\" is relative, and outside"));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void aBadFlagIsReportedWithoutItsValueWhereThatMayBeASecret(List<String> set, String message) {
        Given given = new Given(directory);
        set.forEach(given::set);
        assertThat(given.message()).contains(message).doesNotContain("hunter2");
        assertThat(given.refused().problems()).hasSize(1);
    }
}
