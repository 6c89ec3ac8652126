package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private final StringWriter err = new StringWriter();

    private ProgressLines lines(boolean terminal) {
        PrintWriter writer = new PrintWriter(err);
        return new ProgressLines(new Terminal(new PrintWriter(new StringWriter()), writer, terminal, terminal, false));
    }

    @Test
    void elsewhereThanOnATerminalEachFinishedFileIsOnePlainLine() {
        ProgressLines lines = lines(false);
        lines.onProgress(new Progress("memory", "a.db", 10, 2048));
        lines.onProgress(new Progress("memory", "a.db", 2048, 2048));
        lines.finish();
        assertThat(err.toString()).isEqualTo("  memory/a.db  2.0 KiB" + System.lineSeparator());
    }

    @Test
    void onATerminalTheLineIsRedrawnAndTakenAway() {
        ProgressLines lines = lines(true);
        lines.onProgress(new Progress("memory", "a.db", 1024, 2048));
        assertThat(err.toString())
                .contains("memory/a.db")
                .contains("1.0 KiB of 2.0 KiB")
                .contains("############....");
        lines.finish();
        assertThat(err.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void anEmptyFileIsFull() {
        ProgressLines lines = lines(true);
        lines.onProgress(new Progress("memory", "empty", 0, 0));
        assertThat(err.toString()).contains("] 0 B of 0 B").doesNotContain(".]");
    }

    @Test
    void aFileNameCannotCommandTheTerminal() {
        ProgressLines lines = lines(false);
        lines.onProgress(new Progress("memory", "\u001b]0;x\u0007\u202egnp.exe", 1, 1));
        assertThat(err.toString())
                .doesNotContain("\u001b")
                .doesNotContain("\u202e")
                .contains("?]0;x??gnp.exe");
    }
}
