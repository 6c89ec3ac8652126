package dev.holdfast.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finding out that a file is unchanged: its bytes through SHA-256, as a sync reads them. With both compilers, and with
 * C1 alone as {@code serve} runs, because only C2 uses the processor's own instructions for it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DigestBenchmark {
    private static final int MEBIBYTES = 16;

    private Path file = Path.of("");
    private final byte[] buffer = new byte[64 * 1024];

    /** Random bytes, so that nothing below can take a short cut. */
    @Setup
    public void writeFile() throws IOException {
        byte[] content = new byte[MEBIBYTES << 20];
        new Random(1).nextBytes(content);
        file = Files.write(Files.createTempFile("holdfast-digest", ".bin"), content);
    }

    @TearDown
    public void deleteFile() throws IOException {
        Files.delete(file);
    }

    /** 16 MiB with both compilers. */
    @Benchmark
    @Fork(1)
    public byte[] sha256OfSixteenMebibytes() throws IOException, NoSuchAlgorithmException {
        return digest();
    }

    /** The same with C1 alone. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-XX:TieredStopAtLevel=1")
    public byte[] sha256OfSixteenMebibytesAsServed() throws IOException, NoSuchAlgorithmException {
        return digest();
    }

    private byte[] digest() throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }
}
