package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has to do jobs with: its settings, and which of the variables that credentials come from are there. Told
 * as a digest, so that another process can see whether it has the same. No secret's value goes into it.
 */
final class Means {
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
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
