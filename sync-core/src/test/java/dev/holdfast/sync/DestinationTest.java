package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Origin;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DestinationTest {
    private static final Path HOME = Path.of("home").toAbsolutePath();
    private static final Path OWN_FILE = HOME.resolve("holdfast.yaml");

    @Test
    void eachSettingThatLeadsElsewhereMakesAnotherPlace() {
        Stream<Settings.Builder> all = Stream.of(
                builder(),
                builder().set(Keys.REMOTE, Optional.of(URI.create("file:///mnt/backup"))),
                builder().set(Keys.REMOTE, Optional.of(URI.create("s3://bucket/prefix"))),
                builder().set(Keys.REMOTE, Optional.of(URI.create("s3://bucket/other"))),
                builder().set(Keys.REMOTE, Optional.of(URI.create("s3://other_bucket/prefix"))),
                builder().set(Keys.CLOUD_BUCKET, "bucket"),
                builder().set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create("https://minio.example:9000"))),
                builder().set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create("https://minio.example:9001"))),
                builder().set(Keys.HTTP_ENDPOINT, Optional.of(URI.create("http://127.0.0.1:8682/mcp"))),
                builder().set(Keys.SYSTEM_ID, "another"));
        assertThat(all.map(each -> Destination.of(each.build()).place())).doesNotHaveDuplicates();
    }

    @Test
    void otherSourcesAreAnotherRouteToTheSamePlace() {
        Destination none = Destination.of(builder().build());
        Destination one = Destination.of(builder()
                .set(Keys.SOURCES, List.of(new SourceSetting("notes", HOME)))
                .build());
        assertThat(one.place()).isEqualTo(none.place());
        assertThat(one.route()).isNotEqualTo(none.route());
    }

    @Test
    void mirrorsMakeAnotherRouteSoThatNobodyWithoutThemDoesTheirJobs() {
        Destination none = Destination.of(builder().build());
        Destination one = Destination.of(builder()
                .set(Keys.MIRRORS, List.of(new MirrorSetting("notes", "/notes", "/copy", "twoWay")))
                .build());
        Destination other = Destination.of(builder()
                .set(Keys.MIRRORS, List.of(new MirrorSetting("notes", "/notes", "/copy", "sourceBackup")))
                .build());
        assertThat(Stream.of(none, one, other).map(each -> each.route().target()))
                .doesNotHaveDuplicates();
        assertThat(none.route().target()).doesNotContain("mirrors");
        assertThat(one.place()).isEqualTo(none.place());
    }

    @Test
    void secretsInAddressesAreLeftOut() {
        Destination destination = Destination.of(builder()
                .set(Keys.REMOTE, Optional.of(URI.create("s3://user:canary@my_bucket/prefix")))
                .set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create("https://canary:canary@minio.example/x?key=canary")))
                .set(Keys.HTTP_ENDPOINT, Optional.of(URI.create("https://host/mcp?token=canary#canary")))
                .build());
        assertThat(destination.toString())
                .doesNotContain("canary")
                .contains("s3://my_bucket/prefix", "https://minio.example/x", "https://host/mcp");
    }

    @Test
    void onlyTheHomesOwnFileAndDefaultsAreCanonical() {
        assertThat(canonical(Origin.DEFAULT, new Origin(Origin.Kind.FILE, OWN_FILE + ":3")))
                .isTrue();
        assertThat(canonical(new Origin(Origin.Kind.FILE, HOME.resolve("other.yaml") + ":3")))
                .isFalse();
        assertThat(canonical(new Origin(Origin.Kind.ENVIRONMENT, "HOLDFAST_REMOTE")))
                .isFalse();
        assertThat(canonical(Origin.DEFAULT, new Origin(Origin.Kind.FLAG, "--remote")))
                .isFalse();
    }

    private static boolean canonical(Origin... origins) {
        return Destination.isCanonical(Stream.of(origins), OWN_FILE);
    }

    private static Settings.Builder builder() {
        return Settings.builder(HOME).set(Keys.SYSTEM_ID, "here");
    }
}
