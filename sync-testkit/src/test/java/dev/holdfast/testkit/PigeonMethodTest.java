package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.extension.Extensions;
import dev.holdfast.sync.method.FoundMethods;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.SyncMethodFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A third party's method in a jar of its own, found as an extension. */
class PigeonMethodTest extends SyncMethodContract {
    @TempDir
    static Path built = Path.of("");

    @TempDir
    Path temp = Path.of("");

    @BeforeAll
    static void build() throws IOException {
        ExtensionJar.build(
                built.resolve("pigeon.jar"),
                Path.of(System.getProperty("holdfast.root"), "examples/sync-method/PigeonMethod.java"),
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SyncMethodFactory.class,
                "org.example.pigeon.PigeonMethod$Factory");
    }

    @Override
    protected SyncMethod working() throws IOException {
        return found("home", Files.createDirectories(temp.resolve("loft")));
    }

    @Override
    protected SyncMethod unreachable() throws IOException {
        return found("other-home", temp.resolve("not/mounted"));
    }

    private SyncMethod found(String home, Path loft) throws IOException {
        Path extensions = temp.resolve(home).resolve(Extensions.FOLDER);
        if (!Files.exists(extensions)) {
            Files.createDirectories(
                    extensions.resolve("pigeon"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(built.resolve("pigeon.jar"), extensions.resolve("pigeon.jar"));
        }
        Files.writeString(extensions.resolve("pigeon/loft.txt"), loft + "\n");
        FoundMethods found = FoundMethods.withExtensions(
                List.of(), Settings.builder(temp.resolve(home)).build());
        assertThat(found.problems()).isEmpty();
        assertThat(found.methods()).hasSize(1);
        return found.methods().get(0);
    }

    @Override
    protected MethodRequest request() throws IOException {
        Path notes = temp.resolve("notes");
        if (!Files.exists(notes)) {
            Files.createDirectories(notes.resolve("deep"));
            Files.writeString(notes.resolve("one.md"), "one");
            Files.writeString(notes.resolve("deep/two.md"), "two");
        }
        return new MethodRequest(List.of(new SourceSetting("notes", notes)), "tool");
    }

    @Override
    protected void changeOneFile() throws IOException {
        Files.writeString(temp.resolve("notes/one.md"), "another one");
    }
}
