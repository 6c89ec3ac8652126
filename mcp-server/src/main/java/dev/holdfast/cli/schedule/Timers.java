package dev.holdfast.cli.schedule;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Knows which timer a machine has. */
public final class Timers {
    private Timers() {}

    /**
     * The timer that fits this machine.
     *
     * @param osName as in the system property {@code os.name}
     * @throws ScheduleException when the machine's own programs can't be run
     */
    public static Timer of(Task task, String osName, Path userHome, Map<String, String> environment)
            throws ScheduleException {
        String system = osName.toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return new ByHand("launchd agent", "Holdfast writes no launchd agents", launchd(task, userHome));
        }
        if (system.startsWith("windows")) {
            return new ByHand("scheduled task", "Holdfast makes no scheduled tasks", windows(task));
        }
        Programs programs = new Programs(environment);
        if (SystemdTimer.isThere(programs)) {
            return new SystemdTimer(task, programs, units(userHome, environment));
        }
        Crontab crontab = new Crontab(task, programs);
        return Crontab.isThere(programs)
                ? crontab
                : new ByHand("timer", "Neither systemd nor cron answers here", neither(crontab));
    }

    private static Path units(Path userHome, Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = configured.startsWith("/") ? Path.of(configured) : userHome.resolve(".config");
        return config.resolve("systemd").resolve("user");
    }

    private static String neither(Crontab crontab) {
        return "# Neither systemd nor cron answers here. In a crontab elsewhere it would be:\n" + crontab.definition();
    }

    private static String launchd(Task task, Path userHome) {
        String label = "dev.holdfast." + task.name();
        Path file = userHome.resolve("Library/LaunchAgents/" + label + ".plist");
        String words = task.command().stream()
                .map(word -> "        <string>" + xml(word) + "</string>\n")
                .collect(Collectors.joining());
        String variables = task.variables().entrySet().stream()
                .map(variable -> "        <key>" + xml(variable.getKey()) + "</key>\n        <string>"
                        + xml(variable.getValue()) + "</string>\n")
                .collect(Collectors.joining());
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- %s
                     then: launchctl bootstrap gui/$(id -u) "%s" -->
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                    <key>Label</key>
                    <string>%s</string>
                    <key>ProgramArguments</key>
                    <array>
                %s    </array>
                    <key>EnvironmentVariables</key>
                    <dict>
                %s    </dict>
                    <key>StartInterval</key>
                    <integer>%d</integer>
                    <key>RunAtLoad</key>
                    <true/>
                </dict>
                </plist>
                """.formatted(comment(file), comment(file), label, words, variables, Task.MINUTES * 60);
    }

    private static String comment(Path file) {
        return xml(file.toString()).replace("--", "- -");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String windows(Task task) {
        String words = task.command().stream().map(Timers::quoted).collect(Collectors.joining(" "));
        return "rem In a command prompt:\r\nschtasks /Create /F /SC MINUTE /MO " + Task.MINUTES + " /TN " + task.name()
                + " /TR \"" + words.replace("\"", "\\\"") + "\"\r\n";
    }

    private static String quoted(String word) {
        return '"' + word + '"';
    }
}
