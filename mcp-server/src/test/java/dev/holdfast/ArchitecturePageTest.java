package dev.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md speaks of things that exist: every class and package it names is found in the sources. */
class ArchitecturePageTest {
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*");
    private static final Pattern PACKAGE = Pattern.compile("dev\\.holdfast(\\.[a-z]+)*");
    private static final Pattern FILE = Pattern.compile("\\.?[A-Za-z0-9_./-]+\\.(md|yaml|json|xml|java|mjs|sh|cmd)");

    @Test
    void everyClassItNamesExists() throws IOException {
        Set<String> classes = sources()
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        Set<String> named = named(CLASS);
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(classes).containsAll(named);
    }

    @Test
    void everyPackageItNamesExists() throws IOException {
        Set<String> packages = sources()
                .map(path -> path.resolveSibling("").toString().replace('\\', '/'))
                .map(path -> path.replaceAll(".*/src/(main|test)/java/", "").replace('/', '.'))
                .collect(Collectors.toSet());
        packages.add("dev.holdfast");
        Set<String> named = named(PACKAGE);
        assertThat(named).hasSizeGreaterThan(8);
        assertThat(packages).containsAll(named);
    }

    @Test
    void everyFileItNamesExists() throws IOException {
        // What stands in a user's home or on a remote is not in the repository.
        Set<String> elsewhere = Set.of("manifest.json", "memories.json", "holdfast.yaml");
        assertThat(named(FILE))
                .filteredOn(file -> !elsewhere.contains(file))
                .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    }

    private static Set<String> named(Pattern shape) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher code = CODE.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md")));
        while (code.find()) {
            if (shape.matcher(code.group(1)).matches()) {
                found.add(code.group(1));
            }
        }
        return found;
    }

    private static Stream<Path> sources() throws IOException {
        Set<Path> found = new TreeSet<>();
        for (String module :
                new String[] {"settings", "sync-core", "sync-testkit", "embeddings", "mcp-server", "bench"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
        }
        return found.stream();
    }
}
