package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.mcp.tool.EndSession;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
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
            EndSession.Result result = EndSession.end(
                    service, settings, attributes, "when a Holdfast server runs next, or 'holdfast drain' does");
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
                        read.complete(readHook());
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

    private Map<String, String> readHook() throws IOException {
        Map<String, String> attributes = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(cli.streams().in())) {
            if (parser.nextToken() == null) {
                return attributes;
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    keep(attributes, name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return attributes;
    }

    private static void keep(Map<String, String> attributes, String name, String value) {
        switch (name) {
            case "session_id", "reason" -> attributes.put(name, value);
            case "cwd" -> attributes.put("working_directory", value);
            default -> {
                // The hook tells more than we keep; the transcript's path, for one, is nobody's business.
            }
        }
    }
}
