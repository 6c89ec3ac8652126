package dev.holdfast.testkit.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the users of all machines have done to each text, in true order: the model that a settled simulation is checked
 * against. Each text is written once, so it is known wherever it turns up.
 */
final class Wishes {
    private boolean touchedUnread;

    /** @param sealedGo whether what becomes of sensitive ones may go to the server */
    Wishes(boolean sealedGo) {
        this.sealedGo = sealedGo;
    }

    private record Wish(String machine, boolean wanted) {}

    private final Map<String, List<Wish>> wishes = new TreeMap<>();
    private final boolean sealedGo;
    private final Map<String, Set<String>> followed = new TreeMap<>();
    private final Map<String, Integer> undone = new TreeMap<>();
    private final Map<String, Integer> beside = new TreeMap<>();
    private final Set<String> filed = new HashSet<>();
    private final Set<String> sealed = new TreeSet<>();
    private final Set<String> hit = new HashSet<>();
    private final Set<String> halved = new HashSet<>();
    private final Set<String> asking = new HashSet<>();
    private final Set<String> unheard = new HashSet<>();
    private final Set<String> overwritten = new HashSet<>();

    /** Somebody stored it, or changed something else about it. */
    void wanted(String machine, String text) {
        wish(text, new Wish(machine, true));
    }

    /** Somebody went back to it. */
    void wantedAgain(String machine, String text) {
        wanted(machine, text);
        undone.merge(text, 1, Integer::sum);
    }

    /** Somebody stored it openly who has a sealed one that says the same: these are two. */
    void storedBesideSealed(String text) {
        beside.merge(text, 1, Integer::sum);
    }

    /** Somebody gave up one of two that said the same, and so may not have meant the other. */
    void halved(String text) {
        halved.add(text);
    }

    /** Somebody deleted it or put another text in its place. */
    void unwanted(String machine, String text) {
        wish(text, new Wish(machine, false));
    }

    private void wish(String text, Wish wish) {
        if (text.equals(SimMemoryServer.REDACTED)) {
            return;
        }
        wishes.computeIfAbsent(text, key -> new ArrayList<>()).add(wish);
    }

    /** All but the text of it was changed: it is not what others store who write the same. */
    void filed(String text) {
        filed.add(text);
    }

    /** It is sensitive. */
    void sealed(String text) {
        sealed.add(text);
        if (!sealedGo) {
            keptThere(text);
        }
    }

    /** The server does not get it, and keeps what it had of it before. */
    void keptThere(String text) {
        Deque<String> all = new ArrayDeque<>(List.of(text));
        Set<String> seen = new HashSet<>();
        while (!all.isEmpty()) {
            String each = all.pop();
            if (seen.add(each)) {
                hit.add(each);
                all.addAll(followed.getOrDefault(each, Set.of()));
            }
        }
    }

    /** One took the other's place. */
    void follows(String text, String before) {
        followed.computeIfAbsent(text, key -> new TreeSet<>()).add(before);
    }

    /**
     * Somebody asks the server to keep it. If they never hear whether it does, and it is changed elsewhere before they look,
     * they can't know it again.
     */
    void asked(String text) {
        if (!asking.add(text)) {
            unheard.add(text);
        }
    }

    /**
     * A machine has the server keep it anew as a sensitive one. When its user never wished it, it took a change of a record
     * that it had made sensitive: whoever gives that up at the same time hits the record from before.
     */
    void madeAnew(String machine, String text) {
        boolean isWished = wishes.getOrDefault(text, List.of()).stream()
                .anyMatch(wish -> wish.wanted() && wish.machine().equals(machine));
        if (!isWished) {
            hit.add(text);
        }
    }

    /** They know. */
    void heard(String text) {
        asking.remove(text);
    }

    /** Somebody changed a sensitive one without knowing what it says: which one that is, nobody can tell. */
    void touchedUnread() {
        touchedUnread = true;
    }

    /** Somebody gave up a sensitive one without knowing what it says: one of those that are filed like it, or that may be. */
    void gaveUpUnread(String tags) {
        sealed.stream()
                .filter(text ->
                        !tags.startsWith("secret") || text.replace(' ', '-').equals(tags))
                .forEach(text -> hitBlindly(text, false));
    }

    /**
     * A request has hit it on the server that did not mean it. What was deleted so shows itself, and comes back; what was
     * overwritten is gone, which the API can't prevent.
     */
    void hitBlindly(String text, boolean deleted) {
        hit.add(text);
        if (!deleted) {
            overwritten.add(text);
        }
    }

    Iterable<String> texts() {
        return wishes.keySet();
    }

    /** Whether it must be there in the end: nobody else has ever given it up, and its writer not since. */
    boolean mustBeThere(String text) {
        List<Wish> all = wishes.getOrDefault(text, List.of());
        if (all.isEmpty() || overwritten.contains(text)) {
            return false;
        }
        Wish last = all.get(all.size() - 1);
        return last.wanted()
                && all.stream()
                        .filter(wish -> !wish.wanted())
                        .allMatch(wish -> wish.machine().equals(last.machine()));
    }

    /** Whether it must be gone in the end: whoever gave it up had seen all that was ever wished. */
    boolean mustBeGone(String text) {
        List<Wish> all = wishes.getOrDefault(text, List.of());
        if (all.isEmpty()
                || hit.contains(text)
                || halved.contains(text)
                || undone.containsKey(text)
                || unheard.contains(text)
                || asking.contains(text)
                || all.get(all.size() - 1).wanted()) {
            return false;
        }
        if (sealed.contains(text) && touchedUnread) {
            return false;
        }
        Wish last = all.get(all.size() - 1);
        List<Wish> wants = all.stream().filter(Wish::wanted).toList();
        return wants.size() == 1
                || wants.stream().allMatch(wish -> wish.machine().equals(last.machine()));
    }

    /** How many records may say it: those who go back to it, or file it anew at the same time, may have one each. */
    int most(String text) {
        long machines = wishes.getOrDefault(text, List.of()).stream()
                .filter(Wish::wanted)
                .map(Wish::machine)
                .distinct()
                .count();
        if (hit.contains(text) || unheard.contains(text)) {
            return Integer.MAX_VALUE;
        }
        boolean isOne = isShared(text) && !filed.contains(text) && !sealed.contains(text);
        int several = isOne ? 1 : (int) machines;
        return Math.max(1 + undone.getOrDefault(text, 0), several) + beside.getOrDefault(text, 0);
    }

    private static boolean isShared(String text) {
        return text.startsWith("shared");
    }
}
