package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows progress on stderr: one line that redraws itself on a terminal, one line per finished file elsewhere. Called from
 * the working thread; the lock keeps lines whole.
 */
final class ProgressLines implements ProgressListener {
    private static final int BAR_WIDTH = 24;
    private static final int NAME_WIDTH = 40;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean redraw;
    private boolean drawn;

    ProgressLines(Terminal terminal) {
        this.err = terminal.err();
        this.redraw = terminal.canRedraw();
    }

    @Override
    public synchronized void onProgress(Progress progress) {
        boolean finished = progress.bytesDone() >= progress.bytesTotal();
        if (redraw) {
            err.print(CLEAR_LINE + bar(progress));
            drawn = true;
        } else if (finished) {
            err.println("  " + name(progress) + "  " + Human.bytes(progress.bytesTotal()));
        }
        err.flush();
    }

    /** Takes the redrawn line away, so that what follows starts on a clean one. */
    synchronized void finish() {
        if (drawn) {
            err.print(CLEAR_LINE);
            err.flush();
            drawn = false;
        }
    }

    private static String bar(Progress progress) {
        double share =
                progress.bytesTotal() <= 0 ? 1 : Math.min(1, (double) progress.bytesDone() / progress.bytesTotal());
        int full = (int) Math.round(share * BAR_WIDTH);
        return String.format(
                Locale.ROOT,
                "  %-" + NAME_WIDTH + "s [%s%s] %s of %s",
                name(progress),
                "#".repeat(full),
                ".".repeat(BAR_WIDTH - full),
                Human.bytes(Math.min(progress.bytesDone(), progress.bytesTotal())),
                Human.bytes(progress.bytesTotal()));
    }

    private static String name(Progress progress) {
        String name = Terminal.printable(progress.source() + "/" + progress.file());
        return name.length() <= NAME_WIDTH ? name : "…" + name.substring(name.length() - NAME_WIDTH + 1);
    }
}
