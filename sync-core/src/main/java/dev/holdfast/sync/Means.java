package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.extension.Extensions;
import dev.holdfast.sync.hash.Hashes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has to do jobs with: its settings, which of the variables that credentials come from are there, and the
 * extensions and drivers in the home. Told as a digest, so that another process can see whether it has the same. No secret's
 * value goes into it.
 */
final class Means {
    private static final Logger LOG = LoggerFactory.getLogger(Means.class);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");
    private static final int DIGEST_CHARACTERS = 16;

    private Means() {}

    /**
     * The digest.
     *
     * @param variables the names of the environment's variables
     */
    static String of(Settings settings, Set<String> variables) {
        StringBuilder all = new StringBuilder();
        Set<String> present = new TreeSet<>();
        variables.stream().filter(name -> name.startsWith("AWS_")).forEach(present::add);
        settings.describe().forEach(view -> {
            all.append(view.name()).append('=').append(view.value()).append('\n');
            Matcher references = VARIABLE.matcher(view.value());
            while (references.find()) {
                if (variables.contains(references.group(1))) {
                    present.add(references.group(1));
                }
            }
        });
        present.forEach(name -> all.append('$').append(name).append('\n'));
        // What is added later only processes that start later have.
        List.of(Extensions.FOLDER, "drivers")
                .forEach(folder -> files(settings.home().resolve(folder))
                        .forEach(file ->
                                all.append(folder).append('/').append(file).append('\n')));
        return Hashes.of(all.toString()).substring(0, DIGEST_CHARACTERS);
    }

    /** The name and size of each file of a folder, which need not exist. */
    private static Set<String> files(Path folder) {
        Set<String> files = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isRegularFile)) {
                for (Path file : all) {
                    files.add(file.getFileName() + ":" + Files.size(file));
                }
            } catch (IOException | DirectoryIteratorException e) {
                // Whoever uses what is in there says so.
                LOG.debug("The folder {} can't be read to its end.", folder, e);
            }
        }
        return files;
    }
}
