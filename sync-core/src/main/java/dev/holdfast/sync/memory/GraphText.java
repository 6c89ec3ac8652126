package dev.holdfast.sync.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Entities and relations of a knowledge graph as texts that can be read, searched, edited, and taken apart again: an entity
 * is its name and a line for each observation, a relation three names with arrows between them.
 */
final class GraphText {
    static final String ENTITY = "entity";
    static final String RELATION = "relation";

    private static final String ITEM = "- ";
    private static final String GOES_ON = "  ";
    private static final String ARROW = " → ";

    private GraphText() {}

    static String entity(String name, List<String> observations) {
        StringBuilder text = new StringBuilder(continued(name));
        observations.forEach(observation -> text.append('\n').append(ITEM).append(continued(observation)));
        return text.toString();
    }

    /** The name, then the observations. */
    static List<String> parts(String entity) {
        List<StringBuilder> parts = new ArrayList<>();
        for (String line : entity.split("\n", -1)) {
            if (parts.isEmpty()) {
                parts.add(new StringBuilder(line));
            } else if (line.startsWith(ITEM)) {
                parts.add(new StringBuilder(line.substring(ITEM.length())));
            } else {
                String rest = line.startsWith(GOES_ON) ? line.substring(GOES_ON.length()) : line;
                parts.get(parts.size() - 1).append('\n').append(rest);
            }
        }
        return parts.stream().map(StringBuilder::toString).toList();
    }

    static String relation(String from, String relation, String to) {
        return escaped(from) + ARROW + escaped(relation) + ARROW + escaped(to);
    }

    /** The three names; others when somebody has edited the text into something else. */
    static List<String> names(String relation) {
        List<String> names = new ArrayList<>();
        for (String name : relation.split(ARROW, -1)) {
            names.add(name.replace("\\→", "→"));
        }
        return names;
    }

    private static String continued(String text) {
        return text.replace("\n", "\n" + GOES_ON);
    }

    private static String escaped(String name) {
        return name.replace("→", "\\→");
    }
}
