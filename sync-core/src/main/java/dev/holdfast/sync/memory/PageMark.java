package dev.holdfast.sync.memory;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the next page of a list begins, as text that callers hand back unread. */
final class PageMark {
    private final String kind;
    private final long[] numbers;

    PageMark(String kind, long... numbers) {
        this.kind = kind;
        this.numbers = numbers.clone();
    }

    /** @throws MemoryException when the text did not come from {@link #text} of this kind with so many numbers */
    static Optional<PageMark> read(Optional<String> text, String kind, int count) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = text.get().split("_", -1);
        try {
            long[] numbers =
                    Arrays.stream(parts).skip(1).mapToLong(Long::parseLong).toArray();
            if (parts[0].equals(kind) && numbers.length == count) {
                return Optional.of(new PageMark(kind, numbers));
            }
        } catch (NumberFormatException e) {
            throw foreign(text.get());
        }
        throw foreign(text.get());
    }

    long number(int index) {
        return numbers[index];
    }

    String text() {
        return kind + Arrays.stream(numbers).mapToObj(number -> "_" + number).collect(Collectors.joining());
    }

    private static MemoryException foreign(String text) {
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
        return new MemoryException("The cursor \"" + shown
                + "\" is not one that this list has given; leave it out to begin with the first page.");
    }
}
