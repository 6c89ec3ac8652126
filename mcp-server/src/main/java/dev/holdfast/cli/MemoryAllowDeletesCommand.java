package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.RecordStatus.HeldDeletes;
import dev.holdfast.sync.memory.record.RecordService;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code holdfast memory allow-deletes}: lets many deletions go that were held back. */
@Command(
        name = "allow-deletes",
        description = "Let the many deletions go that the sync with the memory API has held back.",
        footer = {"", "'holdfast status' says how many there are. What is deleted here can be undone for 30 days."})
final class MemoryAllowDeletesCommand extends MemoryAction {
    MemoryAllowDeletesCommand(Cli cli) {
        super(cli);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    int run(MemoryStore store) {
        HeldDeletes held =
                api().map(api -> api.standing().records().heldDeletes()).orElse(new HeldDeletes(0, 0));
        if (!held.isNone()) {
            api().ifPresent(RecordService::allowDeletes);
        }
        if (json()) {
            JsonOut.print(cli(), Map.of("here", held.here(), "there", held.there()));
        } else {
            out().println(
                            held.isNone()
                                    ? "No deletion is held back."
                                    : Human.count(held.here(), "deletion") + " here and " + held.there()
                                            + " at the memory API go with its next sync.");
        }
        return ExitCode.DONE;
    }
}
