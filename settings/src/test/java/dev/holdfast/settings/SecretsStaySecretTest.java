package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants a canary wherever a secret may turn up, rightly or by mistake, and looks for it in everything that is shown. */
class SecretsStaySecretTest {
    private static final String CANARY = "c4n4ry-5ecret";
    private static final List<String> KEYS = List.of("http_token", "memory_api_key", "serve_token");

    @TempDir
    Path directory;

    @Test
    void aSecretInTheEnvironmentIsShownNowhere() {
        Given given = new Given(directory).variable("MEMORY_API_KEY", CANARY);
        KEYS.forEach(key -> given.variable("HOLDFAST_" + key.toUpperCase(Locale.ROOT), CANARY));
        Settings settings = given.load();
        assertHidden(settings.describe());
        assertHidden(settings.notes());
        assertHidden(settings);
        assertHidden(given.sources());
        assertHidden(Keys.all().stream().map(settings::get).toList());
        assertThat(settings.describe())
                .filteredOn(view -> KEYS.contains(view.name()))
                .extracting(SettingView::value)
                .containsExactly(
                        "${env:HOLDFAST_HTTP_TOKEN}", "${env:HOLDFAST_MEMORY_API_KEY}", "${env:HOLDFAST_SERVE_TOKEN}");
    }

    static Stream<String> secretsInTheWrongPlace() {
        Stream<String> asValues = KEYS.stream()
                .flatMap(key -> Stream.of(
                        key + ": " + CANARY,
                        key + ": [" + CANARY + "]",
                        key + ": {" + CANARY + ": x}",
                        key + ": *" + CANARY,
                        key + ": &" + CANARY + " x",
                        key + ": !" + CANARY + " x",
                        key + ": \"" + CANARY,
                        key + ": \"\\q" + CANARY + "\"",
                        key + ": ${env:" + CANARY + "}",
                        key + ": ${" + CANARY + "}",
                        key + ": ${file:" + CANARY,
                        key + ":\n\t" + CANARY,
                        key + ": %" + CANARY + ": y: z",
                        key + ": @" + CANARY));
        Stream<String> inAddresses = Stream.of(
                        "remote", "http_endpoint", "cloud_endpoint", "memory_api_url", "cloud_bucket")
                .flatMap(key -> Stream.of(
                        key + ": https://user:" + CANARY + "@example.com",
                        key + ": https://" + CANARY + "@example.com",
                        key + ": s3://AKIA:" + CANARY + "@bucket/x",
                        key + ": 'https://user:" + CANARY + " @example.com'",
                        key + ": https://example.com/?token=" + CANARY,
                        key + ": https://example.com/#" + CANARY,
                        key + ": ftp://user:" + CANARY + "@example.com"));
        Stream<String> inLists = Stream.of(
                "mirrors: ['/a:tw:s3://u:" + CANARY + "@bucket/x']",
                "mirrors: ['/a:s3://" + CANARY + ":x@bucket/x']",
                "mirrors: [{source: /a, destination: 's3://u:" + CANARY + "@bucket'}]",
                "mirrors: [{source: /a, storage: 's3://u:" + CANARY + "@bucket', remote: x}]",
                "mirrors: [{source: /a, destination: /b, syncMode: 's3://u:" + CANARY + "@bucket'}]",
                "sources: {a: 's3://u:" + CANARY + "@bucket'}",
                "sources: {a: '~u:" + CANARY + "@bucket'}");
        return Stream.of(asValues, inAddresses, inLists).flatMap(same -> same);
    }

    @ParameterizedTest
    @MethodSource("secretsInTheWrongPlace")
    void aSecretInAFileIsRefusedAndNotRepeated(String text) {
        Given given = new Given(directory).file(text + "\n");
        assertHidden(given.refused());
        assertHidden(stackTrace(given.refused()));
        assertHidden(given.refused().problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_token=", "http_token=[", "http_token=${", "remote=https://x@", "", "http_token "})
    void aSecretInAFlagIsRefusedAndNotRepeated(String before) {
        Given given = new Given(directory).set(before + CANARY);
        assertHidden(given.refused());
        assertHidden(given.sources());
        assertHidden(given.sources().flags());
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void assertHidden(Object shown) {
        assertThat(shown.toString()).doesNotContain(CANARY).doesNotContain("c4n4ry");
    }
}
