package dev.holdfast.cli;

import dev.holdfast.mcp.ServerAssembly;
import dev.holdfast.mcp.ServerIdentity;
import dev.holdfast.mcp.http.HttpServer;
import dev.holdfast.mcp.http.HttpServerOptions;
import dev.holdfast.mcp.http.HttpStartException;
import dev.holdfast.mcp.stdio.StdioServer;
import dev.holdfast.mcp.tool.Engine;
import dev.holdfast.mcp.tool.LazyEngine;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsFlags;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast serve}: the MCP server, over stdio or HTTP. */
@Command(
        name = "serve",
        description = "Be an MCP server on stdin and stdout, or over HTTP; assistants start this.",
        footer = {
            "",
            "Over HTTP, clients connect to http://127.0.0.1:PORT/mcp (Streamable HTTP) or /sse (the older transport).",
            "Listening beyond this machine needs the setting serve_token."
        })
final class ServeCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--http", paramLabel = "PORT", description = "Listen on this port instead; 0 takes any free one.")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Listen at this address (default: 127.0.0.1); only with --http.")
    private @Nullable String host;

    @Spec
    private @Nullable CommandSpec spec;

    ServeCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        if (port == null && host != null) {
            throw wrong("--host needs --http PORT.");
        }
        if (port != null && (port < 0 || port > HIGHEST_PORT)) {
            throw wrong("--http must be a port from 0 to " + HIGHEST_PORT + ", but it is " + port + ".");
        }
        Settings settings = settingsOptions.settings(cli);
        if (port == null) {
            return stdio(cli, settings, settingsOptions.flags());
        }
        LogSetup.use(settings.home(), settings.get(Keys.LOG_LEVEL));
        return http(settings, port);
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    /** What assistants start, many times a day: no parser of command lines, no logger before the handshake. */
    static int plain(Cli cli) {
        return stdio(cli, cli.settings(SettingsFlags.NONE), SettingsFlags.NONE);
    }

    private static int stdio(Cli cli, Settings settings, SettingsFlags flags) {
        return StdioServer.run(
                cli.streams(),
                Version.current(),
                () -> LogSetup.use(settings.home(), settings.get(Keys.LOG_LEVEL)),
                lazyEngine(cli, settings, flags));
    }

    private static LazyEngine lazyEngine(Cli cli, Settings settings, SettingsFlags flags) {
        return new LazyEngine(
                () -> new Engine(settings, cli.engine().apply(settings), new DetachedDrainer(flags)),
                () -> new MemoryStore(settings.home(), InstantSource.system()),
                store -> RecordService.keeper(settings, store, InstantSource.system()));
    }

    private int http(Settings settings, int chosenPort) {
        HttpServerOptions options = HttpServerOptions.onPort(chosenPort);
        if (host != null) {
            options = options.withHost(host);
        }
        // Looked up once: a request must not be able to make us run the user's command.
        String token = settings.get(Keys.SERVE_TOKEN).resolve().orElse("");
        if (!token.isEmpty()) {
            options = options.withToken(() -> token);
        }
        LazyEngine engine = lazyEngine(cli, settings, settingsOptions.flags());
        CountDownLatch signalled = new CountDownLatch(1);
        HttpServerOptions chosen = options;
        return OnSignal.during(
                () -> listen(chosen, engine, signalled), signalled::countDown, CLOSE_LIMIT.multipliedBy(2));
    }

    private int listen(HttpServerOptions options, LazyEngine engine, CountDownLatch signalled) {
        try (ServerAssembly assembly = new ServerAssembly(new ServerIdentity(Version.current()), engine);
                HttpServer server = HttpServer.start(
                        options, assembly.jsonMapper(), assembly::build, assembly::build, assembly::sessionOver)) {
            engine.warmUp();
            cli.terminal().err().println("Holdfast is listening at " + server.address());
            signalled.await();
            // Whoever has sent the signal may kill this process while calls in flight still get their time.
            engine.handOver();
            return ExitCode.DONE;
        } catch (HttpStartException e) {
            cli.terminal().err().println("holdfast: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } finally {
            engine.handOver();
            engine.close(CLOSE_LIMIT);
        }
    }
}
