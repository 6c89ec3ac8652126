package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecedenceTest {
    @TempDir
    Path directory;

    private Given given;

    @BeforeEach
    void nothingYet() {
        given = new Given(directory);
    }

    @Test
    void eachLayerWinsOverTheOnesBelow() {
        assertThat(maxRetries()).isEqualTo("3 default");
        given.file("max_retries: 4");
        assertThat(maxRetries()).isEqualTo("4 " + given.file() + ":1");
        given.variable("HOLDFAST_MAX_RETRIES", "5");
        assertThat(maxRetries()).isEqualTo("5 HOLDFAST_MAX_RETRIES");
        given.set("max_retries=6");
        assertThat(maxRetries()).isEqualTo("6 --set max_retries");
    }

    private String maxRetries() {
        Settings settings = given.load();
        return settings.get(Keys.MAX_RETRIES) + " " + settings.origin(Keys.MAX_RETRIES);
    }

    @Test
    void layersMixKeyByKey() {
        Settings settings = given.file("max_retries: 4\nchunk_size_mb: 6\nlog_level: error")
                .variable("HOLDFAST_CHUNK_SIZE_MB", "7")
                .logLevel("DEBUG")
                .load();
        assertThat(settings.get(Keys.MAX_RETRIES)).isEqualTo(4);
        assertThat(settings.get(Keys.CHUNK_SIZE_MB)).isEqualTo(7);
        assertThat(settings.get(Keys.LOG_LEVEL)).isEqualTo(LogLevel.DEBUG);
        assertThat(settings.origin(Keys.LOG_LEVEL)).hasToString("--log-level");
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        Settings settings = given.file("max_retries: 4\ncloud_bucket: memories")
                .variable("HOLDFAST_MAX_RETRIES", "")
                .variable("HOLDFAST_CLOUD_BUCKET", " ")
                .variable("HOLDFAST_UNKNOWN", "")
                .load();
        assertThat(settings.get(Keys.MAX_RETRIES)).isEqualTo(4);
        assertThat(settings.get(Keys.CLOUD_BUCKET)).isEqualTo("memories");
    }

    @Test
    void emptyTextInAFlagTakesBackWhatTheLayersBelowSay() {
        Settings settings = given.file("cloud_bucket: memories\ncloud_region: eu-west-1")
                .set("cloud_bucket=")
                .set("cloud_region=")
                .load();
        assertThat(settings.remote()).isEmpty();
        assertThat(settings.isSet(Keys.CLOUD_BUCKET)).isFalse();
        assertThat(settings.get(Keys.CLOUD_REGION)).isEqualTo("auto");
    }

    @Test
    void aWrongValueIsAnErrorThoughAHigherLayerOverridesIt() {
        assertThat(given.file("max_retries: 11").set("max_retries=5").message())
                .startsWith(given.file() + ":1: max_retries");
    }

    @Test
    void theOldSpellingIsAcceptedInAFile() {
        Settings settings = given.file(
                        "akosha_max_retries: 4\nakosha_force_method: \"auto\"\nakosha_cloud_bucket: \"memories\"")
                .load();
        assertThat(settings.get(Keys.MAX_RETRIES)).isEqualTo(4);
        assertThat(settings.remote()).contains(URI.create("s3://memories"));
    }

    @Test
    void valuesOfAllKindsAreRead() {
        Settings settings = given.file("""
                        retry_backoff_seconds: 0.5
                        upload_timeout_seconds: "60"
                        enable_compression: False
                        http_endpoint: http://[::1]:8682/mcp
                        remote: "FILE:/backup/my%20memory/"
                        system_id: 007
                        """).load();
        assertThat(settings.get(Keys.RETRY_BACKOFF)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.get(Keys.UPLOAD_TIMEOUT)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.get(Keys.ENABLE_COMPRESSION)).isFalse();
        assertThat(settings.get(Keys.HTTP_ENDPOINT)).contains(URI.create("http://[::1]:8682/mcp"));
        assertThat(settings.remote()).contains(URI.create("file:///backup/my%20memory"));
        assertThat(settings.get(Keys.SYSTEM_ID)).isEqualTo("007");
    }

    @Test
    void theMemoryServersVariablesAreAccepted() {
        Settings settings = given.file("memory_api_url: https://file.example.com")
                .variable("MEMORY_API_URL", "https://memory.example.com")
                .variable("MEMORY_API_KEY", "hunter2")
                .variable("MEMORY_SYNC_INTERVAL", "90")
                .load();
        assertThat(settings.get(Keys.MEMORY_API_URL)).contains(URI.create("https://memory.example.com"));
        assertThat(settings.origin(Keys.MEMORY_API_URL)).hasToString("MEMORY_API_URL");
        assertThat(settings.get(Keys.MEMORY_API_KEY).reference()).isEqualTo("${env:MEMORY_API_KEY}");
        assertThat(settings.get(Keys.SYNC_INTERVAL)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void ourOwnVariableWinsOverTheMemoryServersWhenBothMeanTheSame() {
        Settings settings = given.variable("MEMORY_SYNC_INTERVAL", "90")
                .variable("HOLDFAST_SYNC_INTERVAL_SECONDS", "90.0")
                .variable("MEMORY_API_KEY", "hunter2")
                .variable("HOLDFAST_MEMORY_API_KEY", "hunter2")
                .load();
        assertThat(settings.origin(Keys.SYNC_INTERVAL)).hasToString("HOLDFAST_SYNC_INTERVAL_SECONDS");
        assertThat(settings.get(Keys.MEMORY_API_KEY).reference()).isEqualTo("${env:HOLDFAST_MEMORY_API_KEY}");
    }

    @Test
    void twoVariablesThatDisagreeAreAnErrorThatNamesBoth() {
        given.variable("MEMORY_API_KEY", "hunter2")
                .variable("HOLDFAST_MEMORY_API_KEY", "hunter3")
                .variable("MEMORY_API_URL", "https://a.example.com")
                .variable("HOLDFAST_MEMORY_API_URL", "https://b.example.com");
        assertThat(given.message().lines())
                .containsExactly(
                        "HOLDFAST_MEMORY_API_KEY: memory_api_key is set by both HOLDFAST_MEMORY_API_KEY and"
                                + " MEMORY_API_KEY, and they disagree; unset one of them.",
                        "HOLDFAST_MEMORY_API_URL: memory_api_url is set by both HOLDFAST_MEMORY_API_URL and"
                                + " MEMORY_API_URL, and they disagree; unset one of them.");
    }

    @Test
    void theLaunchersVariablesAreNoSettingsAndOthersVariablesAreNotLookedAt() {
        given.variable("HOLDFAST_JAVA", "/jdk/bin/java")
                .variable("HOLDFAST_JAVA_OPTS", "-Xmx1g")
                .variable("HOLDFAST_LAUNCHER", "/opt/holdfast")
                .variable("HOLDFASTER", "x")
                .variable("MEMORY_OTHER", "x");
        assertThat(given.load().describe())
                .allMatch(view -> view.origin().equals("default") || view.name().equals("home"));
    }

    @Test
    void onWindowsAVariableMayBeWrittenInAnyCase() {
        given.variable("Holdfast_Max_Retries", "5").on("Windows 11");
        assertThat(given.load().get(Keys.MAX_RETRIES)).isEqualTo(5);
    }

    @Test
    void settingsMadeByHandKeepTheirValues() {
        Settings settings = Settings.builder(directory)
                .set(Keys.REMOTE, Optional.of(URI.create("file:///backup")))
                .build();
        assertThat(settings.home()).isEqualTo(directory);
        assertThat(settings.remote()).contains(URI.create("file:///backup"));
        assertThat(settings.isSet(Keys.REMOTE)).isTrue();
    }
}
