package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * A process from just before its start until it has ended.
 *
 * @param seconds by the wall clock, with its start and its end
 * @param peakMebibytes the most memory it ever held (resident), as the kernel knows it; not a number where it doesn't
 */
record TimedProcess(double seconds, double peakMebibytes) {
    private static final long LOOK_MILLIS = 20;

    /**
     * Runs it to its end.
     *
     * @param builder with a file that the process prints to, which is told when it fails
     * @throws IOException when it does not end well
     */
    static TimedProcess run(ProcessBuilder builder) throws IOException {
        String program = builder.command().get(0);
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            // The kernel forgets it when the process ends, so the last look before that counts; it never goes back.
            OptionalDouble peak = OptionalDouble.empty();
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                OptionalDouble now = peakMebibytes(process.pid());
                peak = now.isPresent() ? now : peak;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (process.exitValue() != 0) {
                throw new IOException(program + " failed: " + said(builder));
            }
            return new TimedProcess(seconds, peak.orElse(Double.NaN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring " + program, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String said(ProcessBuilder builder) throws IOException {
        return Files.readString(builder.redirectOutput().file().toPath());
    }

    /** The most memory that a process that still runs has held so far; empty where the kernel doesn't tell. */
    static OptionalDouble peakMebibytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            // It has ended meanwhile, or this is no Linux.
            return OptionalDouble.empty();
        }
    }
}
