package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.DocumentWish;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast space move}: gives a document another path. */
@Command(
        name = "move",
        description = "Move a document to another path in its space; it keeps its id and its history.",
        footer = {"", "Nothing is moved over what is there: delete that first, or choose another path."})
final class SpaceMoveCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FROM", description = "The document's path or its id.")
    private String from = "";

    @Parameters(index = "2", paramLabel = "TO", description = "Its new path, such as notes/monday.md.")
    private String to = "";

    SpaceMoveCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) {
        SpaceStore.Put moved = store.update(space(name), from, DocumentWish.at(to));
        if (json()) {
            JsonOut.print(cli(), SpaceText.fields(moved));
        } else {
            SpaceDocument document = moved.document();
            String since = moved.outcome() == SpaceStore.Outcome.UNCHANGED
                    ? " already."
                    : " now, in revision " + document.revision() + ".";
            out().println("Document " + document.id() + " is at " + Terminal.printable(document.path()) + since);
        }
        return ExitCode.DONE;
    }
}
