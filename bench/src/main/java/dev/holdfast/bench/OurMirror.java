package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command {@code mirror run} of this checkout, by its launcher. */
record OurMirror(Path root) implements MirrorProgram {
    @Override
    public String name() {
        return "holdfast mirror run";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public void prepare(Path state, Path left, Path right) throws IOException {
        Files.writeString(
                Files.createDirectory(state.resolve("home")).resolve("holdfast.yaml"),
                "mirrors:\n  - {source: \"%s\", destination: \"%s\", syncMode: twoWay}%n".formatted(left, right));
    }

    @Override
    public List<String> command(Path state, Path left, Path right, boolean first) {
        return List.of(root.resolve("holdfast").toString(), "mirror", "run");
    }

    @Override
    public Map<String, String> environment(Path state) {
        return Map.of("HOLDFAST_HOME", state.resolve("home").toString());
    }
}
