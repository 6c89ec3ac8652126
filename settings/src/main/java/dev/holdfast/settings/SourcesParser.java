package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code sources}: a map {@code name: path} or {@code name: {path: …}}, or a list of {@code {name, path}}. */
final class SourcesParser {
    private SourcesParser() {}

    static @Nullable List<SourceSetting> parse(Raw raw, Reading reading) {
        NamedList<SourceSetting> sources = new NamedList<>(reading, SourceSetting::name);
        if (raw instanceof Raw.Fields fields) {
            fields.fields().forEach(field -> sources.add(field.value(), (value, r) -> named(field, r)));
        } else if (raw instanceof Raw.Items items) {
            items.items().forEach(item -> sources.add(item, SourcesParser::listed));
        } else {
            throw new BadValueException("it is " + raw.kind());
        }
        return sources.all();
    }

    private static SourceSetting named(Raw.Field field, Reading reading) {
        String name = name(field.name(), field.where());
        if (field.value() instanceof Raw.Text text) {
            return new SourceSetting(name, path(text, reading));
        }
        Entry entry = Entry.of(field.value(), Set.of("path"));
        return new SourceSetting(name, path(entry.required("path"), reading));
    }

    private static SourceSetting listed(Raw item, Reading reading) {
        Entry entry = Entry.of(item, Set.of("name", "path"));
        Raw.Text name = entry.required("name");
        return new SourceSetting(name(name.text(), name.where()), path(entry.required("path"), reading));
    }

    private static String name(String text, Origin where) {
        if (!Texts.isName(text)) {
            throw new BadValueException("the name " + Shown.value(text) + " is not " + Texts.NAME_RULE, where);
        }
        return text;
    }

    private static Path path(Raw.Text text, Reading reading) {
        if (text.text().contains("://")) {
            throw new BadValueException("a source is a path on this machine, not an address", text.where());
        }
        try {
            return reading.place().path(text.text());
        } catch (BadValueException e) {
            throw new BadValueException(e.reason(), e.where(text.where()));
        }
    }
}
