package dev.holdfast.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * Where a command writes, and how much show it may make there. The launcher tells through system properties which of our
 * streams are terminals, because the JVM can't ask for each alone.
 */
final class Terminal {
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final boolean colours;

    Terminal(PrintWriter out, PrintWriter err, boolean outIsTerminal, boolean errIsTerminal, boolean colours) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.colours = colours;
    }

    static Terminal of(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                out,
                err,
                Boolean.getBoolean("holdfast.tty.out"),
                Boolean.getBoolean("holdfast.tty.err") && !dumb,
                !noColour && !dumb);
    }

    /** Results go here. */
    PrintWriter out() {
        return out;
    }

    /** Progress, notes and errors go here. */
    PrintWriter err() {
        return err;
    }

    /** Whether a line on {@link #err()} may be drawn over. */
    boolean canRedraw() {
        return errIsTerminal;
    }

    String good(String text) {
        return paint("\u001b[32m", text);
    }

    String warning(String text) {
        return paint("\u001b[33m", text);
    }

    String bad(String text) {
        return paint("\u001b[31m", text);
    }

    String faint(String text) {
        return paint("\u001b[2m", text);
    }

    /** What came from outside, such as a file's name, may hold anything, control sequences for the terminal included. */
    static String printable(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private String paint(String colour, String text) {
        return colours && outIsTerminal ? colour + text + RESET : text;
    }
}
