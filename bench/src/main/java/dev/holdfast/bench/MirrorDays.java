package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Two folders with 100,000 small files each that are the same: some of them change, and then nothing does. */
final class MirrorDays implements Row {
    private static final int FILES = 100_000;
    private static final int CHANGED = 1_000;

    private final Path folder;
    private final Side ours;
    private final Side peer;
    private final Limit unchanged;

    private MirrorDays(Path root, MirrorProgram peer, Limit unchanged) throws IOException {
        this.folder = Files.createTempDirectory("holdfast-bench");
        this.ours = new Side(new OurMirror(root), folder.resolve("ours"));
        this.peer = new Side(peer, folder.resolve("peer"));
        this.unchanged = unchanged;
    }

    static Row besideBisync(Path root) throws IOException {
        return new MirrorDays(root, new RcloneBisync(), Limit.ratio(0.5));
    }

    /** What a copy has to do is less, one way and nothing remembered, so there is no limit beside it. */
    static Row besideCopy(Path root) throws IOException {
        return new MirrorDays(root, new RcloneCopy(), Limit.none());
    }

    static Row besideUnison(Path root) throws IOException {
        return new MirrorDays(root, new Unison(), Limit.ratio(1));
    }

    @Override
    public String title() {
        return "A mirror of 100,000 small files between two folders, beside " + peer.name();
    }

    @Override
    public String note() {
        return "Each with trees of its own, of the same files, a hundred to a folder, which it has made the same before; a"
                + " process for each line, timed with its start and its end. First 1,000 files change on one side, spread"
                + " over all; then nothing does, twice: the limit is on the second of these, since in the first one ours still makes a plan. What changed is compared byte for byte.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("1,000 changed", "ms", Limit.none()),
                new Measure("nothing changed since that run", "ms", Limit.none()),
                new Measure("nothing changed again", "ms", unchanged));
    }

    @Override
    public int mostRounds() {
        return 5;
    }

    @Override
    public Contender ours() {
        return ours;
    }

    @Override
    public Contender peer() {
        return peer;
    }

    @Override
    public void close() throws IOException {
        LeftBehind.remove(folder);
    }

    /** One program with its own trees, which are there from its first run on. */
    private static final class Side implements Contender {
        private final MirrorProgram program;
        private final Path folder;
        private final Path right;
        private MirrorProgram.@Nullable Pair pair;
        private SeededTree left;
        private int edition;

        Side(MirrorProgram program, Path folder) {
            this.program = program;
            this.folder = folder;
            this.right = folder.resolve("right");
            this.left = new SeededTree(folder.resolve("left"), FILES);
        }

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
            MirrorProgram.Pair prepared = pair == null ? prepared() : pair;
            pair = prepared;
            left.change(CHANGED, ++edition);
            List<Double> values = new ArrayList<>();
            values.add(prepared.milliseconds());
            left.requireSame(right, CHANGED);
            values.add(prepared.milliseconds());
            values.add(prepared.milliseconds());
            return values;
        }

        private MirrorProgram.Pair prepared() throws IOException {
            Path state = Files.createDirectories(folder.resolve("state"));
            left = SeededTree.write(left.root(), FILES);
            left.copyTo(right);
            MirrorProgram.Pair made = new MirrorProgram.Pair(program, state, left.root(), right);
            made.milliseconds();
            return made;
        }
    }
}
