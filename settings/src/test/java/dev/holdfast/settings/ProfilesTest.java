package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example profiles are settings that load, and mean what their first lines promise. */
class ProfilesTest {
    private static final Path PROFILES = Path.of("profiles");

    @TempDir
    Path directory;

    private Settings load(String profile) {
        return new Given(directory)
                .config(PROFILES.resolve(profile + ".yaml").toString())
                .load();
    }

    @Test
    void everyProfileHasATest() throws IOException {
        try (var files = Files.list(PROFILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("development.yaml", "production.yaml", "testing.yaml");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "production", "testing"})
    void everyValueOfAProfileIsOneThatSomebodySet(String profile) {
        assertThat(load(profile).describe())
                .filteredOn(view -> view.origin().contains(profile + ".yaml:"))
                .hasSizeGreaterThan(5);
    }

    @Test
    void developmentUsesALocalServerAndNoBucket() {
        Settings settings = load("development");
        assertThat(settings.remote()).isEmpty();
        assertThat(settings.get(Keys.HTTP_ENDPOINT)).contains(URI.create("http://127.0.0.1:8682/mcp"));
        assertThat(settings.get(Keys.FORCE_METHOD)).isEqualTo(ForceMethod.AUTO);
        assertThat(settings.get(Keys.ENABLE_FALLBACK)).isTrue();
    }

    @Test
    void productionUsesABucketFirst() {
        Settings settings = load("production");
        assertThat(settings.remote()).contains(URI.create("s3://session-memories"));
        assertThat(settings.get(Keys.HTTP_TOKEN).reference()).isEqualTo("${env:AKOSHA_TOKEN}");
        assertThat(settings.get(Keys.ENABLE_FALLBACK)).isTrue();
        assertThat(settings.get(Keys.SOURCES)).hasSize(2);
        assertThat(settings.get(Keys.MIRRORS)).extracting(MirrorSetting::mode).containsExactly("twoWay", "twoWay");
        assertThat(settings.get(Keys.MIRRORS).get(0).rules().ignore()).containsExactly("*.tmp", ".cache/");
    }

    @Test
    void testingUsesOneMethodAndNoOther() {
        Settings settings = load("testing");
        assertThat(settings.get(Keys.FORCE_METHOD)).isEqualTo(ForceMethod.HTTP);
        assertThat(settings.get(Keys.ENABLE_FALLBACK)).isFalse();
        assertThat(settings.get(Keys.UPLOAD_ON_SESSION_END)).isFalse();
    }
}
