package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The unison on the PATH, with times kept, as the others keep them, and nothing asked. */
final class Unison implements MirrorProgram {
    @Override
    public String name() {
        return missing().isPresent() ? "unison (missing)" : version();
    }

    /** Of {@code unison version 2.52.1 (ocaml 4.13.1)}. */
    private static String version() {
        return Programs.firstLine("unison", "-version")
                .replaceFirst(" version", "")
                .replaceFirst(" \\(.*", "");
    }

    @Override
    public Optional<String> missing() {
        return Programs.onPath("unison")
                ? Optional.empty()
                : Optional.of("The peer unison is not on the PATH: install your system's package of that name.");
    }

    @Override
    public List<String> command(Path state, Path left, Path right, boolean first) {
        return List.of(
                "unison", left.toString(), right.toString(), "-batch", "-auto", "-silent", "-times", "-ui", "text");
    }

    @Override
    public Map<String, String> environment(Path state) {
        return Map.of("UNISON", state.resolve("unison").toString());
    }
}
