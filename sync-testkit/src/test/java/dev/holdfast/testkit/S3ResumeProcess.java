package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A JVM of 64 MiB at work on a bucket, as {@link S3ResumeChild} is; killed when it is closed. */
final class S3ResumeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private S3ResumeProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Its arguments are the endpoint, the bucket, and these; credentials are in its environment. */
    static S3ResumeProcess start(Class<?> main, S3Options options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.add(options.endpoint().orElseThrow().toString());
        command.add(options.bucket());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        S3Credentials credentials = options.credentials().orElseThrow();
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        return new S3ResumeProcess(builder.start());
    }

    /** Returns when its source has no more for now. */
    void awaitPause() throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); !S3ResumeChild.PAUSED.equals(line); line = output.readLine()) {
            assertThat(line).as("a pause, after: %s", said).isNotNull();
            said.append(line).append('\n');
        }
    }

    /** Lets its source go on. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Ends it as a crash would, with no chance to tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void awaitSuccess() throws IOException, InterruptedException {
        String said = output.lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor()).as("exit code, after: %s", said).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
