package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void whatIsLeftOutOrNullGetsItsStandardValue() {
        Map<String, @Nullable Object> nulls = new HashMap<>();
        nulls.put("wait_seconds", null);
        Arguments arguments = new Arguments(nulls);
        assertThat(arguments.integer("wait_seconds", 60, 0, 230)).isEqualTo(60);
        assertThat(arguments.bool("dry_run", true)).isTrue();
        assertThat(arguments.oneOf("method", "auto", List.of("auto"))).isEqualTo("auto");
        assertThat(arguments.namesOrAll("sources")).isEmpty();
        assertThat(arguments.text("summary")).isEmpty();
        arguments.refuseOthers();
        new Arguments(null).refuseOthers();
    }

    @Test
    void goodValuesAreTaken() {
        Arguments arguments = new Arguments(Map.of(
                "wait_seconds", 5.0, "dry_run", true, "method", "cloud", "sources", List.of("a", "b"), "summary", "s"));
        assertThat(arguments.integer("wait_seconds", 60, 0, 230)).isEqualTo(5);
        assertThat(arguments.bool("dry_run", false)).isTrue();
        assertThat(arguments.oneOf("method", "auto", List.of("auto", "cloud"))).isEqualTo("cloud");
        assertThat(arguments.namesOrAll("sources")).containsExactly("a", "b");
        assertThat(arguments.text("summary")).contains("s");
        assertThat(new Arguments(Map.of("sources", "all")).namesOrAll("sources"))
                .isEmpty();
    }

    @Test
    void wholeNumbersHaveBounds() {
        for (Object bad : List.of(-1, 231, 1.5, 1e300, Double.NaN, "5", true, List.of(5))) {
            assertThatThrownBy(() -> new Arguments(Map.of("wait_seconds", bad)).integer("wait_seconds", 60, 0, 230))
                    .isInstanceOf(BadArgumentException.class)
                    .hasMessageContaining("wait_seconds")
                    .hasMessageContaining(String.valueOf(bad))
                    .hasMessageContaining("must be a whole number from 0 to 230");
        }
    }

    @Test
    void everyRefusalNamesArgumentValueAndRule() {
        assertThatThrownBy(() -> new Arguments(Map.of("dry_run", "yes")).bool("dry_run", false))
                .hasMessage("The argument dry_run is \"yes\", but it must be true or false.");
        assertThatThrownBy(
                        () -> new Arguments(Map.of("method", "ftp")).oneOf("method", "auto", List.of("auto", "cloud")))
                .hasMessage("The argument method is \"ftp\", but it must be one of auto, cloud.");
        assertThatThrownBy(() -> new Arguments(Map.of("summary", 7)).text("summary"))
                .hasMessage("The argument summary is 7, but it must be a string.");
        for (Object bad : List.of(List.of(), "notes", 7)) {
            assertThatThrownBy(() -> new Arguments(Map.of("sources", bad)).namesOrAll("sources"))
                    .hasMessageContaining("must be a list of at least one source name");
        }
        assertThatThrownBy(() -> new Arguments(Map.of("sources", List.of("a", 1))).namesOrAll("sources"))
                .hasMessageContaining("must be a list of strings");
    }

    @Test
    void unknownArgumentsAreRefusedAndLongOnesShortened() {
        Arguments arguments = new Arguments(Map.of("bucket".repeat(100), "x"));
        arguments.bool("dry_run", false);
        assertThatThrownBy(arguments::refuseOthers)
                .hasMessageContaining("this tool takes dry_run")
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(200));
        assertThatThrownBy(() -> new Arguments(Map.of("x", 1)).refuseOthers())
                .hasMessageContaining("this tool takes none");
    }
}
