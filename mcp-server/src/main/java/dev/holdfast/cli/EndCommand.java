package dev.holdfast.cli;

import dev.holdfast.mcp.tool.EndSession;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.spool.HookInput;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast end}: records a session's end. */
@Command(
        name = "end",
        description = "Record the end of an assistant's session and queue its upload; does not wait for the upload.",
        footer = {
            "",
            "On stdin it takes the JSON that an assistant gives its SessionEnd hook; nothing, or an empty input, is fine."
        })
final class EndCommand implements Callable<Integer> {
    private static final Duration INPUT_LIMIT = Duration.ofMillis(500);

    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    EndCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = settingsOptions.load(cli);
        Map<String, String> attributes = hook();
        try (SyncService service = cli.engine().apply(settings)) {
            EndSession.Result result = EndSession.end(service, settings, attributes, "in the background");
            result.ticket().ifPresent(ticket -> new DetachedDrainer(settingsOptions.flags()).run());
            if (json) {
                JsonOut.print(cli, result.fields());
            } else {
                cli.terminal().out().println(result.sentence());
            }
            return ExitCode.DONE;
        }
    }

    /** What the hook told, if it tells it soon: whoever keeps our input open must not cost the session's end. */
    private Map<String, String> hook() {
        if (Boolean.getBoolean("holdfast.tty.in")) {
            return Map.of();
        }
        CompletableFuture<Map<String, String>> read = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        read.complete(HookInput.read(cli.streams().in()));
                    } catch (IOException e) {
                        read.completeExceptionally(e);
                    }
                },
                "holdfast-hook");
        reader.setDaemon(true);
        reader.start();
        try {
            return read.get(INPUT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            leftOut("it did not come within " + INPUT_LIMIT.toMillis() + " ms");
        } catch (ExecutionException e) {
            leftOut("it is not one JSON object");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.of();
    }

    /** The session has ended whatever its JSON looks like: say so, and queue the upload all the same. */
    private void leftOut(String why) {
        cli.terminal().err().println("holdfast: the hook's JSON on stdin is left out: " + why + ".");
    }
}
