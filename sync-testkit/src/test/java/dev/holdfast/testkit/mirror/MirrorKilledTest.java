package dev.holdfast.testkit.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.testkit.S3Proxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A mirror between a folder and a real S3 service, in a process of its own that is killed again and again in the middle of its
 * work. More kills for once: {@code -Dholdfast.mirror.kills=50}.
 */
@Tag("once")
class MirrorKilledTest {
    private static final int FILES = Integer.getInteger("holdfast.mirror.files", 10_000);
    private static final int KILLS = Integer.getInteger("holdfast.mirror.kills", 10);
    private static final long SEED = Long.getLong("holdfast.mirror.kills.seed", 8);
    private static final int OF_THE_BUCKET = FILES / 10;
    private static final int FOLDERS = 10;

    @TempDir
    Path work;

    private final S3Proxy service = S3Proxy.shared();
    private final S3Options bucket = service.newBucket();
    private final Random random = new Random(SEED);

    @Test
    void bothSidesComeToBeEqualAndNothingIsLostOrLeft() throws Exception {
        Path folder = Files.createDirectories(work.resolve("folder"));
        Files.createDirectories(work.resolve("home"));
        for (int i = 0; i < FOLDERS; i++) {
            Files.createDirectories(folder.resolve("folder " + i));
        }
        Map<String, String> expected = new TreeMap<>();
        try (S3Client client = service.client()) {
            IntStream.range(0, OF_THE_BUCKET).parallel().forEach(i -> put(client, i));
        }
        for (int i = 0; i < FILES; i++) {
            expected.put(path(i), md5(text(i)));
            if (i >= OF_THE_BUCKET) {
                Path file = folder.resolve(path(i));
                Files.writeString(file, text(i));
            }
        }

        int killed = 0;
        for (int life = 0; life < KILLS; life++) {
            killed += isKilled(folder, random.nextInt(3 * FILES / (KILLS + 1))) ? 1 : 0;
        }
        assertThat(killed)
                .as("kills in the middle of a run, with seed %d", SEED)
                .isEqualTo(KILLS);
        List<Long> operations = toItsEnd(folder, 2);

        assertThat(operations).hasSize(2).last().isEqualTo(0L);
        assertThat(inBucket()).as("seed %d", SEED).isEqualTo(expected);
        assertThat(inFolder(folder)).as("seed %d", SEED).isEqualTo(expected);
        assertThat(toItsEnd(folder, 1)).containsExactly(0L);
        assertThat(allNames(folder)).as("seed %d", SEED).isEqualTo(expected.keySet());
    }

    private static String path(int number) {
        return "folder " + number % FOLDERS + "/note-" + number + ".md";
    }

    private static String text(int number) {
        return ("Note number " + number + ". ").repeat(1 + number % 20);
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
    }

    private void put(S3Client client, int number) {
        client.putObject(
                request -> request.bucket(bucket.bucket()).key(path(number)), RequestBody.fromString(text(number)));
    }

    /** Whether it was killed before it came to its end, after so many of its lines. */
    private boolean isKilled(Path folder, int lines) throws IOException, InterruptedException {
        Process process = start(folder, 1);
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (int read = 0; read < lines; read++) {
                String line = output.readLine();
                if (line == null || line.startsWith(MirrorChild.ENDED)) {
                    return false;
                }
            }
            return true;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** How many operations each run did. */
    private List<Long> toItsEnd(Path folder, int runs) throws IOException, InterruptedException {
        List<Long> operations = new ArrayList<>();
        List<String> said = new ArrayList<>();
        Process process = start(folder, runs);
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(MirrorChild.ENDED)) {
                    operations.add(Long.valueOf(line.substring(MirrorChild.ENDED.length())));
                } else if (!line.startsWith("folder ")) {
                    said.add(line);
                }
            }
            assertThat(process.waitFor())
                    .as("exit code with seed %d, after %s", SEED, said)
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
        return operations;
    }

    private Process start(Path folder, int runs) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(MirrorChild.class.getName());
        command.add(work.resolve("home").toString());
        command.add(folder.toString());
        command.add("s3://" + bucket.bucket());
        command.add(service.endpoint().toString());
        command.add(String.valueOf(runs));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        S3Credentials credentials = bucket.credentials().orElseThrow();
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        return builder.start();
    }

    /** What the service holds, all of it, with what it says its content is. */
    private Map<String, String> inBucket() {
        Map<String, String> found = new TreeMap<>();
        try (S3Client client = service.client()) {
            client.listObjectsV2Paginator(request -> request.bucket(bucket.bucket()))
                    .contents()
                    .forEach(object -> found.put(object.key(), object.eTag().replace("\"", "")));
        }
        found.remove(BucketHand.CLOCK);
        return found;
    }

    private static Map<String, String> inFolder(Path folder) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (String name : allNames(folder)) {
            Path file = folder.resolve(name);
            if (name.endsWith(".part")) {
                // What a download that died left is swept once it has been left alone for a day.
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            } else {
                found.put(name, md5(Files.readString(file)));
            }
        }
        return found;
    }

    private static Set<String> allNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
