package dev.holdfast.sync.method.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.StorageKeys;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void aPlainNameStaysReadable() {
        assertThat(new FileNames().next("notes", "trip.md", ".zst")).isEqualTo("notes.trip.md.zst");
    }

    @Test
    void nestedAndOddNamesAreToldApartByAHash() {
        assertThat(new FileNames().next("notes", "2024/trip.md", "")).matches("notes\\.2024_trip-[0-9a-f]{8}\\.md");
    }

    @Test
    void hostileNamesGiveValidUniqueOnes() {
        FileNames names = new FileNames();
        Set<String> given = new HashSet<>();
        for (String source : new String[] {"s", "con", "manifest", "memories"}) {
            for (String path : new String[] {
                "a",
                "A",
                "a b",
                "a_b",
                "a/b",
                "..",
                "...",
                ".hidden",
                "~",
                "x.",
                "x ",
                "json",
                "JSON",
                "nul",
                "ä",
                "\0",
                "a..b",
                "x".repeat(255),
                "x".repeat(254) + "/y",
                "x".repeat(300) + ".md",
                "é",
                "e\u0301",
                "a\\b",
                "-rf"
            }) {
                String name = names.next(source, path, "");
                assertThat(name).matches("[a-zA-Z0-9_.-]{1,255}").doesNotContain("..");
                assertThat(StorageKeys.isValid(name)).as(name).isTrue();
                assertThat(given.add(name.toLowerCase(Locale.ROOT))).as(path).isTrue();
                assertThat(name).isNotEqualTo("manifest.json").isNotEqualTo("memories.json");
            }
        }
    }
}
