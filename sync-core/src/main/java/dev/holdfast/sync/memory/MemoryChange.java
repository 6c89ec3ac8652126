package dev.holdfast.sync.memory;

import java.util.Optional;

/**
 * What is to be different about a memory; what is empty stays. Its {@code toString} does not tell the texts.
 *
 * @param category as in {@link NewMemory}
 * @param content as in {@link MemoryText}
 * @param tags as in {@link MemoryText}; empty text removes them
 * @param keywords likewise
 * @param importance as in {@link NewMemory}
 * @param sensitive likewise
 */
public record MemoryChange(
        Optional<String> category,
        Optional<String> content,
        Optional<String> tags,
        Optional<String> keywords,
        Optional<Double> importance,
        Optional<Boolean> sensitive) {

    /** Whether it names nothing. */
    public boolean isNone() {
        return category.isEmpty()
                && content.isEmpty()
                && tags.isEmpty()
                && keywords.isEmpty()
                && importance.isEmpty()
                && sensitive.isEmpty();
    }

    NewMemory applied(NewMemory old) {
        MemoryText text = old.text();
        return new NewMemory(
                category.orElse(old.category()),
                new MemoryText(
                        content.orElse(text.content()), tags.orElse(text.tags()), keywords.orElse(text.keywords())),
                importance.orElse(old.importance()),
                sensitive.orElse(old.sensitive()));
    }

    @Override
    public String toString() {
        return "MemoryChange[none=" + isNone() + "]";
    }
}
