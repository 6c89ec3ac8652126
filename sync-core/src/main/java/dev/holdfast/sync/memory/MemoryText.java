package dev.holdfast.sync.memory;

import java.util.Arrays;
import java.util.List;

/**
 * What a memory says. Its {@code toString} does not tell it, so that it can't get into a log by mistake.
 *
 * @param content the memory itself
 * @param tags words to file it under, with commas between them
 * @param keywords other words to find it by, such as synonyms
 */
public record MemoryText(String content, String tags, String keywords) {
    /** Says nothing. */
    public static final MemoryText NONE = new MemoryText("", "", "");

    /** The tags one by one, without the spaces around them. */
    public List<String> tagList() {
        return Arrays.stream(tags.split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "MemoryText[" + content.length() + " characters]";
    }
}
