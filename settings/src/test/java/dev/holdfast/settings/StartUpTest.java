package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What loading settings costs when there is nothing to load: seen in a JVM of its own. */
class StartUpTest {
    @TempDir
    Path directory;

    /** What the child runs. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            SettingsFlags flags = new SettingsFlags(arguments[0], null, List.of("max_retries=4"), "debug");
            System.out.println("retries "
                    + SettingsLoader.load(SettingsSources.ofProcess(flags)).get(Keys.MAX_RETRIES));
        }
    }

    @Test
    void yamlIsNotEvenLoadedWhenThereIsNoFile() throws Exception {
        String loaded = classesLoaded();
        assertThat(loaded).contains("retries 4").contains("SettingsLoader").doesNotContain("snakeyaml");
    }

    @Test
    void theHostNameIsNotAskedForAtStart() throws Exception {
        assertThat(classesLoaded()).contains("retries 4").doesNotContain("HostName$Found");
    }

    @Test
    void aFileIsReadByTheSameProgram() throws Exception {
        Files.writeString(directory.resolve("holdfast.yaml"), "chunk_size_mb: 6");
        assertThat(classesLoaded()).contains("retries 4").contains("snakeyaml");
    }

    private String classesLoaded() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_") || name.startsWith("MEMORY_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(output.lines()
                        .filter(line -> line.contains("rror"))
                        .toList()
                        .toString())
                .isZero();
        return output.lines()
                .filter(line -> line.contains("dev.holdfast") || line.contains("snakeyaml") || line.contains("retries"))
                .reduce("", (all, line) -> all + line.replaceFirst("source: .*", "") + "\n");
    }
}
