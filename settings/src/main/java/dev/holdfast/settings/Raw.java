package dev.holdfast.settings;

import java.util.List;

/**
 * A value as somebody wrote it, before the rule of a key has looked at it. Each part knows where it stands, so that a
 * problem deep inside a list can name its own line. It may hold a literal secret, so nothing of it is ever printed whole.
 */
sealed interface Raw {
    Origin where();

    /** What it is, in words that follow "it is". */
    String kind();

    /** One piece of text; whether it was quoted plays no part. */
    record Text(String text, Origin where) implements Raw {
        @Override
        public String kind() {
            return "text";
        }

        @Override
        public String toString() {
            return "text at " + where;
        }
    }

    /** A list. */
    record Items(List<Raw> items, Origin where) implements Raw {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A map; no name occurs twice. */
    record Fields(List<Field> fields, Origin where) implements Raw {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** One entry of a map. */
    record Field(String name, Raw value, Origin where) {}

    /** A key with nothing behind it, or an explicit null. */
    record Nothing(Origin where) implements Raw {
        @Override
        public String kind() {
            return "without a value";
        }
    }
}
