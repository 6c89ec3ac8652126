package dev.holdfast.testkit.sim;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Contents that are each unlike any other, so that one that is torn or mixed is seen. */
final class Values {
    private static final int LONGEST = 400;

    private final Map<String, String> byName = new TreeMap<>();

    String next(Random random) {
        String name = "v" + byName.size();
        String value = (name + ":").repeat(1 + random.nextInt(LONGEST) / (name.length() + 1));
        byName.put(name, value);
        return value;
    }

    /** The value, if it is one that was made and nothing else. */
    String whole(String key, String found) {
        if (!found.equals(byName.get(name(found)))) {
            throw new AssertionError(key + " is torn: " + found.replace('\0', '0'));
        }
        return found;
    }

    static String brief(String value) {
        return value.isEmpty() ? "nothing" : name(value);
    }

    private static String name(String value) {
        return value.replaceFirst("(?s):.*", "");
    }
}
