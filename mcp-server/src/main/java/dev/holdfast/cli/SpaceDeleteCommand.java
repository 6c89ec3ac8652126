package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space delete}: deletes a document, or a whole space. */
@Command(
        name = "delete",
        description = "Delete a document, or with --all a space with all its documents; 'undo' brings it back for 30"
                + " days.",
        footer = {
            "",
            "A mirror of a deleted space stops, and deletes nothing on its other side. 'space",
            "list --deleted' shows the spaces that can be brought back."
        })
final class SpaceDeleteCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DOCUMENT", description = "Its path or its id.")
    private @Nullable String document;

    @Option(names = "--all", description = "Delete the space itself, with all its documents.")
    private boolean all;

    SpaceDeleteCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) {
        if (document != null && !all) {
            return delete(store, document);
        }
        if (document != null || !all) {
            throw oneOrAll("delete");
        }
        SpaceStore.Summary gone = store.deleteSpace(space(name));
        if (json()) {
            JsonOut.print(cli(), SpaceText.fields(gone));
        } else {
            out().println("The space " + name + " with its " + Human.count(gone.documents(), "document")
                    + " is deleted; 'holdfast space undo " + name + " --all' brings it back, for 30 days.");
        }
        return ExitCode.DONE;
    }

    private int delete(SpaceStore store, String pathOrId) {
        SpaceDocument gone = store.delete(space(name), pathOrId);
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
