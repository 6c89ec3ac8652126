package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rclone on the PATH as it comes, one way: it knows nothing of a run before, and compares sizes and times. */
final class RcloneCopy implements MirrorProgram {
    private final RcloneBisync same = new RcloneBisync();

    @Override
    public String name() {
        return missing().isPresent() ? same.name() : Programs.firstLine("rclone", "version") + " copy";
    }

    @Override
    public Optional<String> missing() {
        return same.missing();
    }

    @Override
    public List<String> command(Path state, Path left, Path right, boolean first) {
        return List.of("rclone", "copy", left.toString(), right.toString());
    }

    @Override
    public Map<String, String> environment(Path state) {
        return same.environment(state);
    }
}
