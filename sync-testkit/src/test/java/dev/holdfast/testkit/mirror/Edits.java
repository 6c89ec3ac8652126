package dev.holdfast.testkit.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What two people do to a mirror's sides, as {@code edits.txt} tells it.
 *
 * @param steps what is done, in this order
 * @param ends the files that both sides have in the end, by how it was done
 */
record Edits(List<List<Edit>> steps, Map<String, Map<String, String>> ends) {
    /** Somebody's hand at one side. */
    interface Hand {
        void write(String path, String text) throws IOException;

        void move(String path, String to) throws IOException;

        void delete(String path) throws IOException;

        void makeDirectory(String path) throws IOException;

        void removeDirectory(String path) throws IOException;

        /** All files by their paths. */
        Map<String, String> files() throws IOException;
    }

    /**
     * One thing that is done.
     *
     * @param second the new text or path; empty where there is none
     */
    record Edit(String side, String what, String path, String second) {
        void by(Hand hand) throws IOException {
            switch (what) {
                case "write" -> hand.write(path, second);
                case "move" -> hand.move(path, second);
                case "delete" -> hand.delete(path);
                case "mkdir" -> hand.makeDirectory(path);
                case "rmdir" -> hand.removeDirectory(path);
                default -> throw new IllegalArgumentException("no such edit: " + this);
            }
        }
    }

    static Edits read() throws IOException {
        List<List<Edit>> steps = new ArrayList<>();
        Map<String, Map<String, String>> ends = new LinkedHashMap<>();
        Map<String, String> end = new TreeMap<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("step: ")) {
                steps.add(new ArrayList<>());
            } else if (line.startsWith("end: ")) {
                end = new TreeMap<>();
                ends.put(line.substring("end: ".length()), end);
            } else if (!ends.isEmpty() && !line.isEmpty()) {
                String[] parts = parts(line, " =");
                end.put(parts[0], parts[1]);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                steps.get(steps.size() - 1).add(edit(line));
            }
        }
        return new Edits(steps, ends);
    }

    private static String text() throws IOException {
        try (InputStream in = Edits.class.getResourceAsStream("edits.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
    }

    private static Edit edit(String line) {
        String[] words = line.split(" ", 3);
        String[] parts = parts(words[2], words[1].equals("write") ? " =" : " ->");
        return new Edit(words[0], words[1], parts[0], parts[1]);
    }

    /** What is before the sign, which a space goes before, and what is behind it. */
    private static String[] parts(String text, String sign) {
        int at = text.lastIndexOf(sign);
        return at < 0
                ? new String[] {text, ""}
                : new String[] {
                    text.substring(0, at), text.substring(at + sign.length()).strip()
                };
    }
}
