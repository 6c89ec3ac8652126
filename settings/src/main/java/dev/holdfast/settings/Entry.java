package dev.holdfast.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A map whose entries have fixed names, some with more than one spelling. */
final class Entry {
    private final Raw.Fields fields;

    private Entry(Raw.Fields fields) {
        this.fields = fields;
    }

    /**
     * @param known the names that may occur
     * @throws BadValueException when it is not a map, or another name occurs
     */
    static Entry of(Raw raw, Set<String> known) {
        if (!(raw instanceof Raw.Fields fields)) {
            throw new BadValueException("one of its entries is " + raw.kind());
        }
        for (Raw.Field field : fields.fields()) {
            if (!known.contains(field.name())) {
                String what = Shown.value(field.name()) + " is not known in an entry";
                throw new BadValueException(what, field.where());
            }
        }
        return new Entry(fields);
    }

    /** The texts of a list under this name; none when nothing is there. */
    List<Raw.Text> texts(String name) {
        Raw.Field field = field(name).orElse(null);
        if (field == null) {
            return List.of();
        }
        if (!(field.value() instanceof Raw.Items items)) {
            throw new BadValueException(name + " is " + field.value().kind() + ", not a list", field.where());
        }
        List<Raw.Text> texts = new ArrayList<>();
        for (Raw item : items.items()) {
            if (!(item instanceof Raw.Text text)) {
                throw new BadValueException("one of " + name + " is " + item.kind(), item.where());
            }
            texts.add(text);
        }
        return texts;
    }

    /** The text under whichever of these spellings is there. */
    Optional<Raw.Text> text(String... spellings) {
        return field(spellings).map(field -> {
            if (field.value() instanceof Raw.Text text) {
                return text;
            }
            throw new BadValueException(field.name() + " is " + field.value().kind(), field.where());
        });
    }

    private Optional<Raw.Field> field(String... spellings) {
        List<Raw.Field> found = fields.fields().stream()
                .filter(field -> List.of(spellings).contains(field.name()))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.size() > 1) {
            String both = found.get(0).name() + " and " + found.get(1).name();
            throw new BadValueException(
                    both + " mean the same, and both are there", found.get(1).where());
        }
        return Optional.of(found.get(0));
    }

    /** As {@link #text}, for what must be there. */
    Raw.Text required(String... spellings) {
        return text(spellings)
                .orElseThrow(() -> new BadValueException("an entry has no " + String.join(" or ", spellings)));
    }
}
