package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space list}: which spaces there are, and what is in one. */
@Command(name = "list", description = "List the spaces, or the documents of one.")
final class SpaceListCommand extends SpaceAction {
    @Parameters(arity = "0..1", paramLabel = "SPACE", description = "The space whose documents to list.")
    private @Nullable String name;

    @Option(names = "--deleted", description = "Those that were deleted and can be brought back instead.")
    private boolean deleted;

    SpaceListCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) {
        if (name == null) {
            return spaces(deleted ? store.deletedSpaces() : store.spaces());
        }
        List<SpaceDocument> documents = deleted ? store.deleted(space(name)) : store.list(space(name));
        if (json()) {
            JsonOut.print(cli(), documents.stream().map(SpaceText::fields).toList());
        } else {
            documents.forEach(document -> out().println(SpaceText.line(document)));
            if (documents.isEmpty()) {
                cli().terminal().err().println("There is no such document.");
            }
        }
        return ExitCode.DONE;
    }

    private int spaces(List<SpaceStore.Summary> spaces) {
        if (json()) {
            JsonOut.print(cli(), spaces.stream().map(SpaceText::fields).toList());
        } else {
            spaces.forEach(space -> out().println(
                            space.name() + "  " + space.documents() + " documents  " + Human.bytes(space.bytes())));
            if (spaces.isEmpty()) {
                cli().terminal()
                        .err()
                        .println(
                                deleted
                                        ? "There is no deleted space that can be brought back."
                                        : "There is no space yet; 'holdfast space put' makes one.");
            }
        }
        return ExitCode.DONE;
    }
}
