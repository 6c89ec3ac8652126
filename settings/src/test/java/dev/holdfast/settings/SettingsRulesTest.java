package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsRulesTest {
    @TempDir
    Path directory;

    private Given given;

    @BeforeEach
    void nothingYet() {
        given = new Given(directory);
    }

    @Test
    void aBucketMeansTheRemoteOfThatName() {
        assertThat(given.file("cloud_bucket: memories").load().remote()).contains(URI.create("s3://memories"));
    }

    @Test
    void aBucketAndARemoteMayNameTheSamePlace() {
        assertThat(given.file("cloud_bucket: memories\nremote: s3://memories/")
                        .load()
                        .remote())
                .contains(URI.create("s3://memories"));
    }

    @Test
    void aBucketAndARemoteThatDisagreeAreAnErrorThatNamesBothPlaces() {
        given.file("\ncloud_bucket: memories").variable("HOLDFAST_REMOTE", "s3://memories/prefix");
        assertThat(given.message())
                .isEqualTo(given.file() + ":2: cloud_bucket means the remote s3://memories, and remote"
                        + " (HOLDFAST_REMOTE) names another place; keep one of the two.");
    }

    @Test
    void forcingTheCloudNeedsARemote() {
        assertThat(given.set("force_method=cloud").message())
                .isEqualTo(
                        "--set force_method: force_method: cloud needs a remote, and neither remote nor cloud_bucket is"
                                + " set.");
        given.file("remote: file:///backup");
        assertThat(given.load().get(Keys.FORCE_METHOD)).isEqualTo(ForceMethod.CLOUD);
    }

    @Test
    void forcingHttpNeedsAnEndpoint() {
        assertThat(given.file("force_method: http").message())
                .isEqualTo(given.file() + ":1: force_method: http needs an endpoint, and http_endpoint is not set.");
        given.variable("HOLDFAST_HTTP_ENDPOINT", "http://localhost:8682/mcp");
        assertThat(given.load().get(Keys.FORCE_METHOD)).isEqualTo(ForceMethod.HTTP);
    }

    @Test
    void anEndpointNeedsABucket() {
        given.file("cloud_endpoint: https://s3.example.com");
        assertThat(given.message())
                .isEqualTo(
                        given.file() + ":1: cloud_endpoint belongs to a bucket, and neither cloud_bucket nor remote is"
                                + " set; set a bucket, or remove cloud_endpoint.");
        given.variable("HOLDFAST_REMOTE", "file:///backup");
        assertThat(given.message()).contains("and remote (HOLDFAST_REMOTE) is a folder; set a bucket");
        given.variable("HOLDFAST_REMOTE", "s3://memories/prefix");
        assertThat(given.load().get(Keys.CLOUD_ENDPOINT)).isPresent();
    }

    @Test
    void aRuleBetweenKeysIsNotJudgedByAValueThatIsItselfWrong() {
        given.file("force_method: cloud\nremote: gs://x\ncloud_endpoint: https://s3.example.com");
        assertThat(given.refused().problems()).extracting(SettingsProblem::key).containsExactly("remote");
    }

    @Test
    void aSecretWithoutTheAddressItIsForIsSaid() {
        given.variable("MEMORY_API_KEY", "x").variable("HOLDFAST_HTTP_TOKEN", "x");
        assertThat(given.load().notes())
                .containsExactly(
                        "http_token is set without http_endpoint, so it is not used.",
                        "memory_api_key is set without memory_api_url, so it is not used.");
    }

    @Test
    void whatCountsForAMemoryApiAloneIsSaidToHaveNoEffectWithoutOne() {
        given.file("memory_api_sensitive: true\nmemory_api_categories: {ideas: facts}\nsync_interval_seconds: 90\n");
        assertThat(given.load().notes())
                .containsExactly(
                        "memory_api_sensitive is set without memory_api_url, so it is not used.",
                        "memory_api_categories is set without memory_api_url, so it is not used.",
                        "sync_interval_seconds is set without memory_api_url, so it is not used.");
        given.set("memory_api_url=https://memory.example.com");
        assertThat(given.load().notes()).isEmpty();
    }

    @Test
    void aBatchSizeWithoutAServerIsSaidToHaveNoEffect() {
        given.variable("HOLDFAST_HTTP_BATCH_SIZE", "50");
        assertThat(given.load().notes())
                .containsExactly("http_batch_size is set without http_endpoint, so it is not used.");
    }

    @Test
    void whatCountsForABucketAloneIsSaidToHaveNoEffectOnAFolder() {
        given.file("""
                remote: file:///backup
                cloud_region: eu-west-1
                cloud_path_style: true
                cloud_checksums: when_supported
                cloud_chunked_encoding: true
                cloud_create_only: true
                cloud_profile: work
                """);
        assertThat(given.load().notes())
                .containsExactly(
                        "cloud_region is set, but the remote is not a bucket, so it has no effect.",
                        "cloud_path_style is set, but the remote is not a bucket, so it has no effect.",
                        "cloud_checksums is set, but the remote is not a bucket, so it has no effect.",
                        "cloud_chunked_encoding is set, but the remote is not a bucket, so it has no effect.",
                        "cloud_create_only is set, but the remote is not a bucket, so it has no effect.",
                        "cloud_profile is set, but the remote is not a bucket, so it has no effect.");
        given.set("remote=s3://memories");
        assertThat(given.load().notes()).isEmpty();
    }

    @Test
    void partsThatAreTooSmallForABucketAreSaidToBeSentLarger() {
        given.file("chunk_size_mb: 4").set("remote=s3://memories");
        assertThat(given.load().notes())
                .containsExactly("chunk_size_mb is less than S3 services take, so parts of 5 MiB are sent.");
        assertThat(new Given(directory.resolve("other"))
                        .set("chunk_size_mb=4")
                        .load()
                        .notes())
                .isEmpty();
    }

    @Test
    void aFolderAsRemoteAndItsOtherSettingsNeedNoNote() {
        given.file("remote: file:///backup\nmax_retries: 1\nsources: {a: /a}").variable("HOLDFAST_SERVE_TOKEN", "x");
        assertThat(given.load().notes()).isEmpty();
    }

    @Test
    void everySettingIsDescribedWithItsValueAndItsOrigin() {
        given.file("sources: {a: /a, b: /b}\nmirrors: ['/a:sb:/b']\nretry_backoff_seconds: 0.50\nhttp_token: ${env:T}");
        Settings settings = given.set("remote=s3://memories/x").load();
        assertThat(settings.describe()).hasSameSizeAs(Keys.all());
        assertThat(settings.describe())
                .extracting(view -> view.name() + " = " + view.value() + " (" + view.origin() + ")")
                .contains(
                        "remote = s3://memories/x (--set remote)",
                        "sources = a: /a, b: /b (" + given.file() + ":1)",
                        "mirrors = a: /a sourceBackup /b (" + given.file() + ":2)",
                        "retry_backoff_seconds = 0.5 (" + given.file() + ":3)",
                        "http_token = ${env:T} (" + given.file() + ":4)",
                        "serve_token = not set (default)",
                        "home = " + given.home() + " (--home)");
    }
}
