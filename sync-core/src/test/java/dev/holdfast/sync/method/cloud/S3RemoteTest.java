package dev.holdfast.sync.method.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Checksums;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.PathStyle;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.storage.s3.S3Options;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every setting of a bucket reaches its storage. */
class S3RemoteTest {
    private static final URI ENDPOINT = URI.create("https://s3.example.com");

    private static Settings.Builder settings() {
        return Settings.builder(Path.of("home"));
    }

    private static S3Options options(String remote, Settings.Builder settings) {
        return S3Remote.options(URI.create(remote), settings.build());
    }

    @Test
    void theDefaultsAreThoseThatMostServicesUnderstand() {
        assertThat(options("s3://memories", settings())).isEqualTo(S3Options.bucket("memories"));
    }

    @Test
    void thePrefixIsThePathOfTheRemote() {
        assertThat(options("s3://memories/team/a", settings()))
                .isEqualTo(S3Options.bucket("memories").withPrefix("team/a"));
        assertThat(options("s3://memories/aux", settings()).prefix())
                .as("a name that only folders on Windows can't have")
                .isEqualTo("aux");
    }

    @Test
    void aBucketsNameNeedNotBeAHostsName() {
        assertThat(options("s3://my.memories-1", settings()).bucket()).isEqualTo("my.memories-1");
    }

    @Test
    void everySettingOfABucketChangesItsOption() {
        S3Options changed = options(
                "s3://memories",
                settings()
                        .set(Keys.CLOUD_REGION, "eu-west-1")
                        .set(Keys.CLOUD_PATH_STYLE, PathStyle.TRUE)
                        .set(Keys.CLOUD_CHECKSUMS, Checksums.WHEN_SUPPORTED)
                        .set(Keys.CLOUD_CHUNKED_ENCODING, true)
                        .set(Keys.CLOUD_CREATE_ONLY, false)
                        .set(Keys.CLOUD_PROFILE, "work"));
        assertThat(changed)
                .isEqualTo(S3Options.bucket("memories")
                        .withRegion("eu-west-1")
                        .withPathStyle(true)
                        .withChecksums(S3Options.Checksums.WHEN_SUPPORTED)
                        .withChunkedEncoding(true)
                        .withCreateOnly(false)
                        .withProfile("work"));
    }

    @Test
    void anEndpointOfItsOwnHasTheBucketInThePathUnlessToldOtherwise() {
        Settings.Builder own = settings().set(Keys.CLOUD_ENDPOINT, Optional.of(ENDPOINT));
        assertThat(options("s3://memories", own))
                .isEqualTo(S3Options.bucket("memories").withEndpoint(ENDPOINT).withPathStyle(true));
        own.set(Keys.CLOUD_PATH_STYLE, PathStyle.FALSE);
        assertThat(options("s3://memories", own))
                .isEqualTo(S3Options.bucket("memories").withEndpoint(ENDPOINT));
    }

    @Test
    void theSummaryNamesEverythingThatDecidesWhereThingsGo() {
        Settings own = settings()
                .set(Keys.CLOUD_ENDPOINT, Optional.of(ENDPOINT))
                .set(Keys.REMOTE, Optional.of(URI.create("s3://memories/team")))
                .set(Keys.CLOUD_PROFILE, "there-is-no-such-profile")
                .build();
        assertThat(BucketSummary.of(own))
                .contains("memories, prefix team, endpoint https://s3.example.com, region auto, access key missing:"
                        + " the profile there-is-no-such-profile has none");
        assertThat(BucketSummary.of(settings().build())).isEmpty();
    }
}
