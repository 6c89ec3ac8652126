package dev.holdfast.sync.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class S3OptionsTest {
    @Test
    void theDefaultsAreWhatMostServicesUnderstand() {
        assertThat(S3Options.bucket("b"))
                .isEqualTo(new S3Options(
                        "b",
                        "",
                        Optional.empty(),
                        "auto",
                        false,
                        S3Options.Checksums.WHEN_REQUIRED,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60)));
    }

    @Test
    void eachChangeChangesOneThing() {
        URI endpoint = URI.create("https://s3.example");
        S3Credentials key = new S3Credentials("id", "secret");
        assertThat(S3Options.bucket("b")
                        .withPrefix("/p/q/")
                        .withEndpoint(endpoint)
                        .withRegion("r")
                        .withPathStyle(true)
                        .withChecksums(S3Options.Checksums.WHEN_SUPPORTED)
                        .withChunkedEncoding(true)
                        .withCreateOnly(false)
                        .withProfile("me")
                        .withCredentials(key)
                        .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .isEqualTo(new S3Options(
                        "b",
                        "p/q",
                        Optional.of(endpoint),
                        "r",
                        true,
                        S3Options.Checksums.WHEN_SUPPORTED,
                        true,
                        false,
                        Optional.of("me"),
                        Optional.of(key),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)));
    }

    @Test
    void nothingShowsASecret() {
        S3Credentials key = new S3Credentials("AKIAEXAMPLE", "hush", Optional.of("token"));
        assertThat(S3Options.bucket("b").withCredentials(key) + " " + key)
                .doesNotContain("AKIAEXAMPLE")
                .doesNotContain("hush")
                .doesNotContain("token");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Options.bucket("b").withEndpoint(URI.create("https://me:hush@s3.example")))
                .withMessageNotContaining("hush");
    }
}
