package dev.holdfast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embeddings' jar is built when somebody wants it, and not again while it is fresh. */
class ExtensionBuildIT {
    private static final String PRETENDED_MAVEN = """
            #!/bin/sh
            # mvn, pretending
            echo "$*" >>"$SANDBOX/builds"
            [ ! -e "$SANDBOX/broken" ] || { echo "cannot find symbol: Frobnicate"; exit 1; }
            mkdir -p embeddings/target
            cp dist/holdfast.jar embeddings/target/holdfast-embeddings.jar
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void itIsBuiltOnceAndPutIntoTheHome() throws Exception {
        try (Sandbox sandbox = new Sandbox(folder).built().untrained()) {
            Outcome none = sandbox.run("extension", "add", "embeddings");
            assertThat(none.exitCode()).isEqualTo(1);
            assertThat(none.err()).contains("is none").doesNotContain("Exception");

            Path maven = sandbox.tools().resolve("mvn");
            Files.writeString(maven, PRETENDED_MAVEN);
            Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(sandbox.root().resolve("embeddings/src"));
            Files.writeString(sandbox.root().resolve("embeddings/pom.xml"), "<project/>");
            Files.writeString(sandbox.root().resolve("pom.xml"), "<project/>");

            Files.createFile(folder.resolve("broken"));
            Outcome broken = sandbox.run("extension", "add", "embeddings");
            assertThat(broken.exitCode()).isEqualTo(1);
            assertThat(broken.err()).contains("extension.log says why");
            Files.delete(folder.resolve("broken"));

            Outcome first = sandbox.run("extension", "add", "embeddings");
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.err()).contains("downloads about");
            Outcome second = sandbox.run("extension", "add", "embeddings");
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.err()).isEmpty();
            assertThat(folder.resolve("builds")).content().hasLineCount(2).contains("-pl embeddings -am");
            assertThat(folder.resolve("home/extensions/embeddings.jar")).exists();
        }
    }
}
