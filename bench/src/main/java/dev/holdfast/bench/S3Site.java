package dev.holdfast.bench;

import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.testkit.S3Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * Where both sides of a row about S3 meet: a file to be sent, and an s3proxy of its own that keeps objects as files.
 *
 * @param folder for everything; removed at the end
 * @param source the file
 */
record S3Site(Path folder, SeededFile source, S3Proxy proxy, S3Login login) implements AutoCloseable {
    private static final List<String> OTHERS = List.of("AWS_", "RCLONE_", "RESTIC_", "HOLDFAST_", "JAVA_TOOL_OPTIONS");

    private static final String OBJECTS = "objects";

    /** A flag for the endpoint's JVM: each request is logged with its headers. */
    static final String LOGGING = "-DLOG_LEVEL=trace";

    /**
     * Writes the file and starts the endpoint, with both compilers: it must not be what holds the two sides up.
     *
     * @param flags more of them for its JVM
     */
    static S3Site open(int mebibytes, String... flags) throws IOException {
        return open(path -> SeededFile.write(path, mebibytes), flags);
    }

    /** The same with another kind of file. */
    static S3Site open(Writer writer, String... flags) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-bench");
        SeededFile source = writer.write(folder.resolve("source.bin"));
        S3Proxy proxy = S3Proxy.inFolder(
                Files.createDirectory(folder.resolve(OBJECTS)),
                Stream.concat(Stream.of("-XX:TieredStopAtLevel=4"), Stream.of(flags))
                        .toArray(String[]::new));
        return new S3Site(folder, source, proxy, newBucket(proxy));
    }

    private static S3Login newBucket(S3Proxy proxy) {
        S3Options options = proxy.newBucket();
        S3Credentials credentials = options.credentials().orElseThrow();
        return new S3Login(
                proxy.endpoint().toString(),
                credentials.accessKeyId(),
                credentials.secretAccessKey(),
                options.bucket());
    }

    /** The same site with another bucket, in which nothing is yet. It ends with this one, and is not closed itself. */
    S3Site withNewBucket() {
        return new S3Site(folder, source, proxy, newBucket(proxy));
    }

    /** A process that sends the file. */
    ProcessBuilder putting(S3Program program, String key) {
        return process(program, program.put(login, source.path(), key));
    }

    /** Fetches the object by a process, and holds what came against the file that was sent. */
    TimedProcess getAndCompare(S3Program program, String key) throws IOException {
        Path back = folder.resolve("back.bin");
        try {
            TimedProcess process = TimedProcess.run(process(program, program.get(login, key, back, source.sha256())));
            source.requireSame(back);
            return process;
        } finally {
            Files.deleteIfExists(back);
        }
    }

    private ProcessBuilder process(S3Program program, List<String> command) {
        return process(command, program.environment(login, nothing()));
    }

    /** Any other process, with these variables. */
    ProcessBuilder process(List<String> command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile());
        // Neither side may pick up what the person at this machine has set for real use.
        builder.environment().keySet().removeIf(name -> OTHERS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(variables);
        return builder;
    }

    /** A folder that is never made, in place of the person's own settings. */
    Path nothing() {
        return folder.resolve("nothing");
    }

    /** All that the endpoint was sent so far, by its log; it must have been started with {@link #LOGGING}. */
    Traffic traffic() throws IOException {
        try (Stream<String> lines = Files.lines(proxy.log())) {
            return lines.filter(line -> line.contains("S3ProxyHandler:"))
                    .map(Traffic::of)
                    .reduce(Traffic.NONE, Traffic::plus);
        }
    }

    /** The numbers of the parts that the endpoint was ever sent for a key, in the order of its request log. */
    List<Integer> partsSent(String key) throws IOException {
        Pattern request = Pattern.compile("PUT@\\w+ \\S+/" + login.bucket() + "/" + key + "\\?\\S*partNumber=(\\d+)");
        try (Stream<String> lines = Files.lines(proxy.log())) {
            return lines.filter(line -> line.contains("partNumber="))
                    .map(request::matcher)
                    .filter(Matcher::find)
                    .map(found -> Integer.valueOf(found.group(1)))
                    .toList();
        }
    }

    /** The numbers of the parts that it holds of unfinished uploads of a key. */
    Set<Integer> partsHeld(String key) {
        try (S3Client client = proxy.client()) {
            return uploads(client, key).stream()
                    .flatMap(upload -> client
                            .listPartsPaginator(request ->
                                    request.bucket(login.bucket()).key(key).uploadId(upload.uploadId()))
                            .parts()
                            .stream())
                    .map(Part::partNumber)
                    .collect(Collectors.toSet());
        }
    }

    private List<MultipartUpload> uploads(S3Client client, String key) {
        return client.listMultipartUploads(
                        request -> request.bucket(login.bucket()).prefix(key))
                .uploads();
    }

    /** Makes the endpoint as it was: neither the object nor unfinished uploads of it are left. */
    void delete(String key) {
        try (S3Client client = proxy.client()) {
            client.deleteObject(request -> request.bucket(login.bucket()).key(key));
            for (MultipartUpload upload : uploads(client, key)) {
                client.abortMultipartUpload(
                        request -> request.bucket(login.bucket()).key(key).uploadId(upload.uploadId()));
            }
        }
    }

    /** Removes all objects of this bucket; nothing is to be done with it any more. */
    void deleteAll() throws IOException {
        // The endpoint keeps a bucket as a folder, and a gibibyte that nobody needs would fill the disk.
        Folders.delete(folder.resolve(OBJECTS).resolve(login.bucket()));
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        Folders.delete(folder);
    }

    /** Writes the file that is sent. */
    @FunctionalInterface
    interface Writer {
        SeededFile write(Path path) throws IOException;
    }

    /**
     * What the endpoint was sent.
     *
     * @param requests their number
     * @param bytes of their bodies; the heads are not counted
     */
    record Traffic(long requests, long bytes) {
        private static final Traffic NONE = new Traffic(0, 0);
        private static final String LENGTH = "header: Content-Length: ";

        private static Traffic of(String line) {
            if (line.contains(" request: ")) {
                return new Traffic(1, 0);
            }
            int length = line.indexOf(LENGTH);
            return length < 0
                    ? NONE
                    : new Traffic(
                            0,
                            Long.parseLong(
                                    line.substring(length + LENGTH.length()).strip()));
        }

        private Traffic plus(Traffic other) {
            return new Traffic(requests + other.requests, bytes + other.bytes);
        }

        /** What came after this earlier state. */
        Traffic since(Traffic before) {
            return new Traffic(requests - before.requests, bytes - before.bytes);
        }
    }
}
