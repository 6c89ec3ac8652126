package dev.holdfast.sync.memory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What memories are called here and there, and what becomes of two that say nearly the same. */
final class Words {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> categories;

    Words(RecordRules rules) {
        this(rules.categories());
    }

    private Words(Map<String, String> categories) {
        this.categories = new TreeMap<>(categories);
    }

    /** The rules in a form that is the same for the same rules. */
    String text() {
        return JSON.valueToTree(categories).toString();
    }

    /** The words by other rules, as {@link #text} told them; by these when that can't be read. */
    Words by(String text) {
        try {
            return new Words(JSON.readValue(text, new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            // Written by an earlier version: what the rules were is not known, and most likely they are the same.
            return this;
        }
    }

    /** Whether the server calls its category something else. */
    boolean isCalledOtherwise(NewMemory here, NewMemory shown) {
        return !theirs(here.category()).equals(shown.category());
    }

    /** As the server is to have it. */
    NewMemory theirs(NewMemory said) {
        return new NewMemory(theirs(said.category()), said.text(), said.importance(), said.sensitive());
    }

    /** As the server has it, which may know its category by other rules. */
    static NewMemory called(NewMemory said, NewMemory shown) {
        return named(said, shown.category());
    }

    private String theirs(String category) {
        return categories.getOrDefault(category, category);
    }

    static RecordContent content(NewMemory said) {
        return new RecordContent(said.category(), said.text(), said.importance(), said.sensitive());
    }

    static NewMemory shown(RecordContent content) {
        return new NewMemory(content.category(), content.text(), content.importance(), content.sensitive());
    }

    /** What memories may be called here of which the server shows this. */
    Stream<NewMemory> ours(NewMemory shown) {
        return Stream.concat(Stream.of(shown.category()), categories.keySet().stream())
                .filter(category -> theirs(category).equals(shown.category()))
                .distinct()
                .map(category -> named(shown, category));
    }

    private static NewMemory named(NewMemory said, String category) {
        return new NewMemory(category, said.text(), said.importance(), said.sensitive());
    }

    /** What a memory says once it is what the server shows. A name of ours stays as long as the server's is the same. */
    NewMemory taken(NewMemory here, NewMemory shown) {
        return named(shown, kept(here, shown));
    }

    /** The same where the server shows something else than the text. */
    NewMemory takenButText(NewMemory here, NewMemory shown) {
        MemoryText text = new MemoryText(
                here.text().content(), shown.text().tags(), shown.text().keywords());
        return new NewMemory(kept(here, shown), text, shown.importance(), shown.sensitive());
    }

    private String kept(NewMemory here, NewMemory shown) {
        return theirs(here.category()).equals(shown.category()) ? here.category() : shown.category();
    }

    /** Whether they say the same, however they are filed. */
    boolean sameText(NewMemory here, NewMemory shown) {
        return theirs(here.category()).equals(shown.category())
                && here.text().content().equals(shown.text().content());
    }

    /** Of two that have the same text, one with all that either has. */
    NewMemory both(NewMemory here, NewMemory shown) {
        MemoryText text = new MemoryText(
                here.text().content(),
                both(here.text().tags(), shown.text().tags()),
                both(here.text().keywords(), shown.text().keywords()));
        return new NewMemory(
                kept(here, shown),
                text,
                Math.max(here.importance(), shown.importance()),
                here.sensitive() || shown.sensitive());
    }

    /** The server's list, and what is missing in it. */
    private static String both(String here, String shown) {
        if (here.equals(shown)) {
            return shown;
        }
        Set<String> known = new LinkedHashSet<>();
        list(shown).forEach(word -> known.add(word.toLowerCase(Locale.ROOT)));
        List<String> missing = list(here).stream()
                .filter(word -> known.add(word.toLowerCase(Locale.ROOT)))
                .toList();
        return missing.isEmpty()
                ? shown
                : String.join(
                        ",",
                        Stream.concat(list(shown).stream(), missing.stream()).toList());
    }

    private static List<String> list(String words) {
        return new MemoryText("", words, "").tagList();
    }
}
