package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryApiCategoriesTest {
    @TempDir
    Path directory;

    @Test
    void categoriesAreReadWithTheServersNamesForThem() {
        Settings settings = new Given(directory)
                .file("memory_api_categories:\n  ideas: facts\n  'Über mich': profile\n")
                .load();
        assertThat(settings.get(Keys.MEMORY_API_CATEGORIES))
                .containsExactly(Map.entry("ideas", "facts"), Map.entry("Über mich", "profile"));
        assertThat(SettingView.of(settings, Keys.MEMORY_API_CATEGORIES).value())
                .isEqualTo("ideas: facts, Über mich: profile");
    }

    @Test
    void theEnvironmentHoldsThemAsYamlOrJson() {
        Given given = new Given(directory)
                .file("memory_api_categories: {a: b}")
                .variable("HOLDFAST_MEMORY_API_CATEGORIES", "{\"c\": \"d\"}");
        assertThat(given.load().get(Keys.MEMORY_API_CATEGORIES)).containsExactly(Map.entry("c", "d"));
        given.set("memory_api_categories={}");
        assertThat(given.load().get(Keys.MEMORY_API_CATEGORIES)).isEmpty();
    }
}
