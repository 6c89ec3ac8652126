package dev.holdfast.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnattendedTest {
    @TempDir
    Path home;

    @Test
    void aSecretFromTheEnvironmentIsWarnedOfAndOneFromAFileIsNot() {
        assertThat(levelOf(Secret.of("${env:TOKEN}"))).isEqualTo(Finding.Level.WARNING);
        assertThat(levelOf(Secret.of("${file:/run/token}"))).isEqualTo(Finding.Level.OK);
        assertThat(levelOf(Secret.of("${command:pass token}"))).isEqualTo(Finding.Level.OK);
    }

    @Test
    void aBucketsKeyFromTheEnvironmentIsWarnedOfAndAProfileIsNot() {
        Settings bucket = bucket().build();
        Map<String, String> shell = Map.of("AWS_ACCESS_KEY_ID", "canary");
        assertThat(Unattended.of(bucket, shell)).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
            assertThat(finding.text()).contains("AWS_ACCESS_KEY_ID").doesNotContain("canary");
        });
        assertThat(Unattended.of(bucket, Map.of())).noneMatch(finding -> finding.level() != Finding.Level.OK);
        Settings profile = bucket().set(Keys.CLOUD_PROFILE, "backup").build();
        assertThat(Unattended.of(profile, shell)).noneMatch(finding -> finding.level() != Finding.Level.OK);
    }

    private Settings.Builder bucket() {
        return Settings.builder(home).set(Keys.REMOTE, Optional.of(URI.create("s3://bucket/prefix")));
    }

    private Finding.Level levelOf(Secret token) {
        Settings settings = Settings.builder(home).set(Keys.HTTP_TOKEN, token).build();
        List<Finding> findings = Unattended.of(settings, Map.of()).stream()
                .filter(finding -> finding.text().startsWith("http_token"))
                .toList();
        assertThat(findings).hasSize(1);
        return findings.get(0).level();
    }
}
