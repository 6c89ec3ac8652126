package dev.holdfast.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class UnknownName {
    private static final int LONGEST = 64;

    private UnknownName() {}

    /** What to say about a key that does not exist. */
    static String sentence(String name) {
        return Shown.plain(name) + " is not a setting"
                + nearest(name)
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("; \"config show\" lists all of them.");
    }

    /** The known key that differs least, when it differs little. */
    static Optional<String> nearest(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('-', '_').replaceFirst("^(holdfast_)?(akosha_)?", "");
        return nearest(plain, Keys.all().stream().map(Key::name).toList());
    }

    private static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        int most = Math.max(1, Math.min(4, name.length() / 3));
        List<String> near =
                known.stream().filter(other -> distance(name, other) <= most).toList();
        return near.stream().min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /** How many letters must be added, removed or replaced. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
