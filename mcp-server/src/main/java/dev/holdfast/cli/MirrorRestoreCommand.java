package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.MirrorTrash;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.storage.StorageException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast mirror restore}: brings a file back that a mirror took away. */
@Command(
        name = "restore",
        description = "Bring a file back from the trash to where it was, unless something is there now.",
        footer = {
            "",
            "It comes back to the side that it was taken from; the mirror's next run brings it to the other",
            "one, unless its mode never changes that."
        })
final class MirrorRestoreCommand extends MirrorAction {
    @Parameters(
            index = "0",
            paramLabel = "MIRROR",
            description = "A mirror's name, or a pair source[:mode]:destination.")
    private String given = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "The file's path, as 'mirror trash' lists it.")
    private String path = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "The one that was deleted then, as 'mirror trash' lists it (default: the last one).")
    private @Nullable String at;

    @Option(names = "--side", paramLabel = "SIDE", description = "From the trash of the source or of the destination.")
    private @Nullable String side;

    MirrorRestoreCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(Mirrors mirrors) throws SyncException {
        MirrorSetting mirror = meant(given, mirrors);
        Instant time = at == null ? null : time(at);
        CancelSignal cancel = new CancelSignal();
        try {
            MirrorTrash file = mirrors.trash(mirror, cancel).stream()
                    .filter(each -> each.file().path().equals(path))
                    .filter(each -> time == null || each.file().deleted().equals(time))
                    .filter(each -> side == null || each.side().word().equals(side))
                    .findFirst()
                    .orElseThrow(() -> bad("There is no such file in the trash: 'holdfast mirror trash " + given
                            + "' lists those there are."));
            mirrors.restore(mirror, file, cancel);
            if (json()) {
                JsonOut.print(cli(), RenderedMirrors.trash(file));
            } else {
                out().println("Restored on the " + file.side().word() + ": " + Terminal.printable(path) + ". "
                        + next(mirror, file));
            }
            return ExitCode.DONE;
        } catch (StorageException.PreconditionFailed e) {
            throw new SyncException(
                    "mirror", "Something is at " + path + " now: move it away first, then restore again.", false, e);
        } catch (StorageException e) {
            throw failed(e);
        }
    }

    private static String next(MirrorSetting mirror, MirrorTrash file) {
        boolean goesOn = MirrorMode.named(mirror.mode())
                .filter(mode -> mode.changes(file.side().other()))
                .isPresent();
        return goesOn
                ? "The mirror's next run brings it to the other side."
                : "In the mode " + mirror.mode() + " it stays on this side alone.";
    }

    private Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw bad("--at must be a time as 'mirror trash' lists it, such as 2026-01-31T08:00:00Z.");
        }
    }
}
