package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast space delete}: deletes a document. */
@Command(name = "delete", description = "Delete a document; 'undo' brings it back for 30 days.")
final class SpaceDeleteCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "DOCUMENT", description = "Its path or its id.")
    private String document = "";

    SpaceDeleteCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) {
        SpaceDocument gone = store.delete(space(name), document);
        if (json()) {
            JsonOut.print(cli(), SpaceText.fields(gone));
        } else {
            out().println("Document " + gone.id() + " (" + Terminal.printable(gone.path())
                    + ") is deleted; 'holdfast space undo " + name + " " + gone.id()
                    + "' brings it back, for 30 days.");
        }
        return ExitCode.DONE;
    }
}
