package dev.holdfast.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How each client is told of the server. */
enum ClientSnippet {
    CLAUDE_CODE("claude-code") {
        @Override
        String text(String launcher, Map<String, String> environment, Path userHome) {
            return "Run this once; it registers Holdfast for all your projects:\n\n  claude mcp add --scope user holdfast -- "
                    + shellQuoted(launcher)
                    + " serve\n\nTo remove it again:\n\n  claude mcp remove --scope user holdfast";
        }
    },
    CLAUDE_DESKTOP("claude-desktop") {
        @Override
        String text(String launcher, Map<String, String> environment, Path userHome) {
            return "Put this into " + desktopConfig(environment, userHome)
                    + " (beside other servers, if there are any), then restart Claude Desktop:\n\n"
                    + json("mcpServers", launcher, "") + "\n\nTo remove it, delete the \"holdfast\" entry and restart.";
        }
    },
    CURSOR("cursor") {
        @Override
        String text(String launcher, Map<String, String> environment, Path userHome) {
            return "Put this into " + userHome.resolve(".cursor").resolve("mcp.json") + ":\n\n"
                    + json("mcpServers", launcher, "") + "\n\nTo remove it, delete the \"holdfast\" entry.";
        }
    },
    VSCODE("vscode") {
        @Override
        String text(String launcher, Map<String, String> environment, Path userHome) {
            return "Run 'MCP: Open User Configuration' in VS Code and put this there:\n\n"
                    + json("servers", launcher, "\"type\": \"stdio\", ")
                    + "\n\nTo remove it, delete the \"holdfast\" entry.";
        }
    },
    OTHER("other") {
        @Override
        String text(String launcher, Map<String, String> environment, Path userHome) {
            return "Any MCP client that starts servers over stdio: the command is\n\n  " + shellQuoted(launcher)
                    + " serve\n\nand most clients take it in this form:\n\n" + json("mcpServers", launcher, "");
        }
    };

    private final String label;

    ClientSnippet(String label) {
        this.label = label;
    }

    /** What to put where, for this launcher on this machine. */
    abstract String text(String launcher, Map<String, String> environment, Path userHome);

    /** Where Claude Desktop keeps its settings on this platform. */
    static Path desktopConfig(Map<String, String> environment, Path userHome) {
        String system = System.getProperty("os.name", "");
        String file = "claude_desktop_config.json";
        if (system.startsWith("Mac")) {
            return userHome.resolve("Library/Application Support/Claude").resolve(file);
        }
        if (system.startsWith("Windows")) {
            String roaming = environment.getOrDefault(
                    "APPDATA", userHome.resolve("AppData/Roaming").toString());
            return Path.of(roaming, "Claude", file);
        }
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return (config.isEmpty() ? userHome.resolve(".config") : Path.of(config))
                .resolve("Claude")
                .resolve(file);
    }

    /** Reads a client's name on the command line. */
    static final class Converter implements ITypeConverter<ClientSnippet> {
        @Override
        public ClientSnippet convert(String text) {
            for (ClientSnippet client : values()) {
                if (client.label.equals(text)) {
                    return client;
                }
            }
            String known = Stream.of(values()).map(client -> client.label).collect(Collectors.joining(", "));
            throw new TypeConversionException("'" + text + "' is no client that Holdfast knows; use one of " + known);
        }
    }

    private static String json(String container, String launcher, String extra) {
        String command = new String(JsonStringEncoder.getInstance().quoteAsString(launcher));
        return "{\n  \"" + container + "\": {\n    \"holdfast\": { " + extra + "\"command\": \"" + command
                + "\", \"args\": [\"serve\"] }\n  }\n}";
    }

    private static String shellQuoted(String text) {
        return text.matches("[A-Za-z0-9_./:\\\\-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
