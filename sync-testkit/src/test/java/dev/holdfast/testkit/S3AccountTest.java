package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.s3.S3Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the access key and the endpoint come from when the settings don't give them. */
@Tag("alone")
class S3AccountTest {
    @TempDir
    Path home = Path.of("");

    private final S3Options bucket = S3Proxy.shared().newBucket();

    @Test
    void aProfileGivesKeyAndEndpointAndWithoutAnyItIsSaidWhatToSet() throws Exception {
        Path files = Files.createDirectories(home.resolve(".aws"));
        Files.writeString(
                files.resolve("credentials"),
                "[there]\n" + "aws_access_key_id = " + key() + "\naws_secret_access_key = " + secret() + "\n");
        Files.writeString(
                files.resolve("config"),
                "[profile there]\nendpoint_url = " + S3Proxy.shared().endpoint() + "\nregion = eu-west-7\n");
        List<String> said = child(Map.of(), "there", "-", "missing");
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).isEqualTo("reached");
        assertThat(said.get(1)).startsWith("Denied: There is no access key").contains("AWS_ACCESS_KEY_ID");
        assertThat(said.get(2)).startsWith("Denied: The profile missing gives no access key");
    }

    @Test
    void theEnvironmentGivesKeyAndEndpoint() throws Exception {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", key(),
                "AWS_SECRET_ACCESS_KEY", secret(),
                "AWS_ENDPOINT_URL_S3", S3Proxy.shared().endpoint().toString());
        assertThat(child(environment, "-")).containsExactly("reached");
    }

    private List<String> child(Map<String, String> environment, String... profiles) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                S3AccountChild.class.getName(),
                bucket.bucket()));
        command.addAll(List.of(profiles));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().toList();
    }

    private String key() {
        return bucket.credentials().orElseThrow().accessKeyId();
    }

    private String secret() {
        return bucket.credentials().orElseThrow().secretAccessKey();
    }
}
