package dev.holdfast.testkit;

import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 service in a process of its own, which checks signatures. It ends when it is closed, and with this process
 * at the latest. Starting takes about a second: tests that only need buckets share one.
 *
 * <p>Its program is copied to {@code sync-testkit/target/s3proxy} by the build; the system property
 * {@code holdfast.root}, which the build sets as well, tells where that is.
 */
public final class S3Proxy implements AutoCloseable {
    private static final S3Credentials KEY = new S3Credentials("holdfast-test", "holdfast-test-secret");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final int TRIES = 3;

    private final Process process;
    private final URI endpoint;
    private final Path log;

    private S3Proxy(Process process, URI endpoint, Path log) {
        this.process = process;
        this.endpoint = endpoint;
        this.log = log;
    }

    /** The one that all tests of this process share; it keeps objects in memory. */
    public static S3Proxy shared() {
        return Shared.INSTANCE;
    }

    /** A new one that keeps objects in memory. */
    public static S3Proxy inMemory() throws IOException {
        return started("transient", Files.createTempDirectory("s3proxy"));
    }

    /**
     * A new one that keeps objects as files below the directory. There, a key can't be another one's folder.
     *
     * @param flags more of them for its JVM, such as {@code -DLOG_LEVEL=debug} for a log of all requests
     */
    public static S3Proxy inFolder(Path directory, String... flags) throws IOException {
        return started("filesystem", directory, flags);
    }

    /** Where it listens. */
    public URI endpoint() {
        return endpoint;
    }

    /** What it prints, up to now. */
    public Path log() {
        return log;
    }

    /** Makes a bucket. */
    public void createBucket(String name) {
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(name));
        }
    }

    /** Makes a bucket of a new name, and gives what is needed to use it. */
    public S3Options newBucket() {
        String name = "test-" + UUID.randomUUID();
        createBucket(name);
        return options(name);
    }

    /** What is needed to use a bucket of it. */
    public S3Options options(String bucket) {
        return S3Options.bucket(bucket)
                .withEndpoint(endpoint)
                .withPathStyle(true)
                .withCredentials(KEY);
    }

    /** A client of it, for what storages don't do. The caller closes it. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(KEY.accessKeyId(), KEY.secretAccessKey())))
                .build();
    }

    /** Ends it; what it kept in memory is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static S3Proxy started(String provider, Path directory, String... flags) throws IOException {
        Path program = program();
        for (int attempt = 1; ; attempt++) {
            URI endpoint = URI.create("http://127.0.0.1:" + freePort());
            Path log = Files.createTempFile("s3proxy", ".log");
            Process process = launch(program, settings(provider, directory, endpoint), log, flags);
            if (answers(process, endpoint)) {
                return new S3Proxy(process, endpoint, log);
            }
            process.destroyForcibly();
            // Somebody may have taken the port between our look and its start.
            if (attempt == TRIES) {
                throw new IllegalStateException("s3proxy did not start:\n" + Files.readString(log));
            }
        }
    }

    private static Path program() {
        String root = System.getProperty("holdfast.root", "");
        Path jar = Path.of(root, "sync-testkit", "target", "s3proxy", "s3proxy.jar");
        if (root.isEmpty() || !Files.isRegularFile(jar)) {
            throw new IllegalStateException("There is no " + jar
                    + ": run mvn -pl sync-testkit -am process-test-resources, and set the system property"
                    + " holdfast.root to the root of the product's sources.");
        }
        return jar;
    }

    private static Path settings(String provider, Path directory, URI endpoint) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", endpoint.toString());
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", KEY.accessKeyId());
        properties.setProperty("s3proxy.credential", KEY.secretAccessKey());
        properties.setProperty("s3proxy.ignore-unknown-headers", "true");
        properties.setProperty("jclouds.provider", provider);
        properties.setProperty("jclouds.filesystem.basedir", directory.toString());
        Path file = Files.createTempFile("s3proxy", ".properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        file.toFile().deleteOnExit();
        return file;
    }

    private static Process launch(Path program, Path settings, Path log, String... flags) throws IOException {
        log.toFile().deleteOnExit();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", program + File.pathSeparator + here(), ParentWatch.class.getName()));
        command.addAll(List.of("org.gaul.s3proxy.Main", "--properties", settings.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static Path here() {
        try {
            return Path.of(ParentWatch.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(Process process, URI endpoint) throws IOException {
        long limit = System.nanoTime() + STARTS_WITHIN.toNanos();
        try {
            while (System.nanoTime() < limit && !process.waitFor(20, TimeUnit.MILLISECONDS)) {
                if (answers(endpoint)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean answers(URI endpoint) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
        connection.setReadTimeout((int) STARTS_WITHIN.toMillis());
        try (InputStream body = connection.getErrorStream()) {
            return connection.getResponseCode() > 0 || body != null;
        } catch (java.net.ConnectException e) {
            return false;
        }
    }

    private static final class Shared {
        private static final S3Proxy INSTANCE = start();

        private static S3Proxy start() {
            try {
                return inMemory();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
