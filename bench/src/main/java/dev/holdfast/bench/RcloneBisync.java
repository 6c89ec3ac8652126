package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rclone on the PATH as it comes, both ways. */
final class RcloneBisync implements MirrorProgram {
    @Override
    public String name() {
        return missing().isPresent() ? "rclone (missing)" : Programs.firstLine("rclone", "version") + " bisync";
    }

    @Override
    public Optional<String> missing() {
        return Programs.onPath("rclone")
                ? Optional.empty()
                : Optional.of("The peer rclone is not on the PATH: install your system's package of that name.");
    }

    @Override
    public List<String> command(Path state, Path left, Path right, boolean first) {
        List<String> command = new ArrayList<>(
                List.of("rclone", "bisync", left.toString(), right.toString(), "--workdir", state.toString()));
        if (first) {
            command.add("--resync");
        }
        return command;
    }

    @Override
    public Map<String, String> environment(Path state) {
        return Map.of("RCLONE_CONFIG", state.resolve("rclone.conf").toString());
    }
}
