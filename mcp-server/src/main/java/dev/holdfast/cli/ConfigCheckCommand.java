package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsException;
import dev.holdfast.settings.SettingsProblem;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.cloud.BucketSummary;
import dev.holdfast.sync.method.cloud.CloudSync;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast config check}: finds every error in the settings, not only the first. */
@Command(name = "check", description = "Check the settings and list every problem.")
final class ConfigCheckCommand implements Callable<Integer> {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    ConfigCheckCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        List<String> problems = List.of();
        List<String> notes = List.of();
        Optional<String> bucket = Optional.empty();
        Optional<Availability> remote = Optional.empty();
        try {
            Settings settings = settingsOptions.load(cli);
            notes = settings.notes();
            bucket = BucketSummary.of(settings);
            // A bucket's settings can be checked by trying them alone.
            remote = bucket.map(present -> availability(settings));
        } catch (SettingsException e) {
            problems = e.problems().stream().map(SettingsProblem::toString).toList();
        }
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("valid", problems.isEmpty());
            result.put("problems", problems);
            result.put("notes", notes);
            bucket.ifPresent(summary -> result.put("bucket", summary));
            remote.ifPresent(answer -> result.put("remote", answer.reason()));
            JsonOut.print(cli, result);
        } else {
            problems.forEach(cli.terminal().out()::println);
            notes.forEach(note -> cli.terminal().out().println("Note: " + note));
            bucket.ifPresent(summary -> cli.terminal().out().println("Bucket: " + summary));
            remote.ifPresent(answer -> cli.terminal().out().println("Remote: " + answer.reason()));
            cli.terminal()
                    .out()
                    .println(
                            problems.isEmpty()
                                    ? cli.terminal().good("The settings are valid.")
                                    : cli.terminal().bad(Human.count(problems.size(), "problem") + "."));
        }
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
    }

    private static Availability availability(Settings settings) {
        CloudSync cloud = new CloudSync(settings, Set.of());
        cloud.prepare();
        return cloud.availability(PROBE_LIMIT);
    }
}
