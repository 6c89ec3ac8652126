package dev.holdfast.cli;

import dev.holdfast.sync.memory.MemoryStore;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory settle}: takes a conflict off the list. */
@Command(
        name = "settle",
        description = "Say that you have looked at a memory that was changed here and elsewhere at once.",
        footer = {"", "Both versions stay as they are. 'holdfast memory list --conflicts' lists such memories."})
final class MemorySettleCommand extends MemoryAction {
    @Parameters(paramLabel = "ID", description = "The memory's id, as that list shows it.")
    private String id = "";

    MemorySettleCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(MemoryStore store) {
        boolean settled = api().filter(api -> api.settle(id)).isPresent();
        if (json()) {
            JsonOut.print(cli(), Map.of("id", id, "settled", settled));
        } else if (settled) {
            out().println("Settled: " + Terminal.printable(id) + "; both versions stay.");
        } else {
            cli().terminal().err().println("holdfast: no conflict is listed for " + Terminal.printable(id) + ".");
        }
        return settled ? ExitCode.DONE : ExitCode.FAILED;
    }
}
