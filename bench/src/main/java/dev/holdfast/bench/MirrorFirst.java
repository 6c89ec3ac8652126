package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The first copy of 10,000 small files into a folder that is empty. */
final class MirrorFirst implements Row {
    private static final int FILES = 10_000;

    private final Path folder;
    private final MirrorProgram ours;
    private final MirrorProgram peer;

    private MirrorFirst(Path root, MirrorProgram peer) throws IOException {
        this.folder = Files.createTempDirectory("holdfast-bench");
        this.ours = new OurMirror(root);
        this.peer = peer;
    }

    static Row besideRclone(Path root) throws IOException {
        return new MirrorFirst(root, new RcloneCopy());
    }

    static Row besideUnison(Path root) throws IOException {
        return new MirrorFirst(root, new Unison());
    }

    @Override
    public String title() {
        return "The first copy of 10,000 small files to another folder, beside " + peer.name();
    }

    @Override
    public String note() {
        return "Into a folder that is empty, with nothing known of the pair; a process, timed with its start and its end."
                + " Ours has every file and its folder on the disk before it counts as there, and what it knows of each file"
                + " as well; rclone asks for neither.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(new Measure("first copy", "ms", Limit.none()));
    }

    @Override
    public int mostRounds() {
        return 5;
    }

    @Override
    public Contender ours() {
        return new Copy(folder, ours);
    }

    @Override
    public Contender peer() {
        return new Copy(folder, peer);
    }

    @Override
    public void close() throws IOException {
        LeftBehind.remove(folder);
    }

    private record Copy(Path folder, MirrorProgram program) implements Contender {
        @Override
        public String name() {
            return program.name();
        }

        @Override
        public Optional<String> missing() {
            return program.missing();
        }

        @Override
        public List<Double> run() throws IOException {
            Path round = Files.createTempDirectory(folder, "round");
            try {
                Path right = Files.createDirectory(round.resolve("right"));
                SeededTree left = SeededTree.write(round.resolve("left"), FILES);
                Path state = Files.createDirectory(round.resolve("state"));
                double took = new MirrorProgram.Pair(program, state, left.root(), right).milliseconds();
                left.requireSame(right, FILES);
                return List.of(took);
            } finally {
                LeftBehind.remove(round);
            }
        }
    }
}
