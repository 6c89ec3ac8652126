package dev.holdfast.sync.memory;

/**
 * What somebody wants remembered.
 *
 * @param category what kind it is
 * @param text what it says
 * @param importance from 0 to 1
 * @param sensitive whether it is to be kept to the machine and out of sight
 */
public record NewMemory(String category, MemoryText text, double importance, boolean sensitive) {
    /** The category of what names none. */
    public static final String USUAL_CATEGORY = "facts";

    /** The importance of what names none. */
    public static final double USUAL_IMPORTANCE = 0.5;

    /** The most characters that a content may have. */
    public static final int MOST_CONTENT = 1_000_000;

    /** The most characters that a category may have. */
    public static final int MOST_CATEGORY = 100;

    /** The most characters that all tags together, and all keywords, may have. */
    public static final int MOST_TAGS = 10_000;

    /** A plain fact. */
    public static NewMemory fact(String content) {
        return new NewMemory(USUAL_CATEGORY, new MemoryText(content, "", ""), USUAL_IMPORTANCE, false);
    }

    /** The same, not sensitive. */
    NewMemory open() {
        return withSensitive(false);
    }

    /** The same, sensitive or not. */
    public NewMemory withSensitive(boolean to) {
        return new NewMemory(category, text, importance, to);
    }

    /**
     * Says whether somebody may store this.
     *
     * @throws MemoryException when nobody should be able to
     */
    public void check() {
        if (text.content().isBlank()) {
            throw new MemoryException("The content is empty, but a memory must say something.");
        }
        if (category.isBlank()) {
            throw new MemoryException("The category is empty; leave it out for " + USUAL_CATEGORY + ".");
        }
        checkStorable();
    }

    /** @throws MemoryException when this can't be kept as it is, wherever it comes from */
    void checkStorable() {
        limit("content", text.content(), MOST_CONTENT);
        limit("category", category, MOST_CATEGORY);
        limit("tags", text.tags(), MOST_TAGS);
        limit("keywords", text.keywords(), MOST_TAGS);
        // Written so that what is not a number fails too.
        if (!(importance >= 0 && importance <= 1)) {
            throw new MemoryException("The importance is " + importance + ", but it must be a number from 0 to 1.");
        }
    }

    private static void limit(String name, String value, int most) {
        if (value.length() > most) {
            throw new MemoryException("The " + name + " has " + value.length() + " characters, but it may have " + most
                    + " at most; store it in parts.");
        }
        if (!isWellFormed(value)) {
            throw new MemoryException(
                    "The " + name + " holds half of a character (an unpaired surrogate); send it again, whole.");
        }
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
