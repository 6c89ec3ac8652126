package dev.holdfast.cli;

import dev.holdfast.cli.extension.EmbeddingsBuild;
import dev.holdfast.cli.extension.ExtensionException;
import dev.holdfast.cli.extension.ExtensionFolder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast extension add}: puts an extension's jar into the home. */
@Command(
        name = "add",
        description = "Add an extension to the home, or bring it up to date.",
        footer = {
            "",
            "The embeddings are built with Maven, which downloads about 110 MB the first time;",
            "what is added to the home takes about 65 MB."
        })
final class ExtensionAddCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Parameters(paramLabel = "NAME|JAR", description = "embeddings, or the path of a jar.")
    private String what = "";

    ExtensionAddCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws ExtensionException {
        ExtensionFolder folder = new ExtensionFolder(settingsOptions.load(cli));
        Path added = what.equals(ExtensionFolder.EMBEDDINGS) ? addEmbeddings(folder) : addJar(folder, Path.of(what));
        cli.terminal()
                .out()
                .println("Added " + Terminal.printable(added.toString())
                        + "; what starts from now on uses it ('holdfast doctor' tries it).");
        return ExitCode.DONE;
    }

    private Path addEmbeddings(ExtensionFolder folder) throws ExtensionException {
        String launcher = System.getProperty("holdfast.launcher", "");
        Path root = launcher.isEmpty() ? null : Path.of(launcher).getParent();
        if (root == null) {
            throw new ExtensionException("The embeddings are built in a clone of Holdfast's repository: run"
                    + " './holdfast extension add embeddings' in one.");
        }
        Path jar = new EmbeddingsBuild(root)
                .jar(() -> cli.terminal()
                        .err()
                        .println("holdfast: building the embeddings; the first time Maven downloads about 110 MB."));
        return folder.add(ExtensionFolder.EMBEDDINGS, jar);
    }

    private static Path addJar(ExtensionFolder folder, Path jar) throws ExtensionException {
        String name = Objects.toString(jar.getFileName(), "");
        if (!name.endsWith(".jar")) {
            throw new ExtensionException("There is no extension called '" + Terminal.printable(name)
                    + "': give the name " + ExtensionFolder.EMBEDDINGS + ", or the path of a jar.");
        }
        return folder.add(name.substring(0, name.length() - ".jar".length()), jar);
    }
}
