package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that keeps two folders the same, both ways, by a process for each time. */
interface MirrorProgram {
    /** With its version, as the table shows it. */
    String name();

    /** What is not installed on this machine, as a sentence. */
    Optional<String> missing();

    /**
     * Makes what it needs to know of a pair.
     *
     * @param state an empty folder, where it keeps what it knows
     */
    default void prepare(Path state, Path left, Path right) throws IOException {}

    /**
     * What makes both the same.
     *
     * @param first whether it knows nothing of them yet
     */
    List<String> command(Path state, Path left, Path right, boolean first);

    Map<String, String> environment(Path state);

    /** One pair, on which it runs any number of times. */
    final class Pair {
        private final MirrorProgram program;
        private final Path state;
        private final Path left;
        private final Path right;
        private boolean first = true;

        Pair(MirrorProgram program, Path state, Path left, Path right) throws IOException {
            this.program = program;
            this.state = state;
            this.left = left;
            this.right = right;
            program.prepare(state, left, right);
        }

        /** Runs once; tells how long it took, with the start of the process and its end. */
        double milliseconds() throws IOException {
            ProcessBuilder builder = new ProcessBuilder(program.command(state, left, right, first));
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("HOLDFAST_") && !name.equals("HOLDFAST_JAVA"));
            builder.environment().put("HOME", state.toString());
            builder.environment().putAll(program.environment(state));
            builder.redirectInput(Files.writeString(state.resolve("in"), "").toFile());
            builder.redirectErrorStream(true)
                    .redirectOutput(state.resolve("out").toFile());
            first = false;
            return TimedProcess.run(builder).seconds() * 1000;
        }
    }
}
