package dev.holdfast.cli;

import dev.holdfast.settings.SettingView;
import dev.holdfast.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast config show}: each setting, its value and where it came from. Looks no secret up. */
@Command(
        name = "show",
        description = "Print each setting's value and where it came from; of a secret the reference alone.")
final class ConfigShowCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the settings as JSON.")
    private boolean json;

    ConfigShowCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = settingsOptions.load(cli);
        List<SettingView> views = settings.describe();
        if (json) {
            JsonOut.print(cli, views.stream().map(ConfigShowCommand::fields).toList());
            return ExitCode.DONE;
        }
        int width = views.stream().mapToInt(view -> view.name().length()).max().orElse(0);
        for (SettingView view : views) {
            cli.terminal()
                    .out()
                    .println(view.name() + " ".repeat(width - view.name().length()) + " = " + view.value() + "  "
                            + cli.terminal().faint("(" + view.origin() + ")"));
        }
        return ExitCode.DONE;
    }

    private static Map<String, Object> fields(SettingView view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", view.name());
        fields.put("value", view.value());
        fields.put("origin", view.origin());
        fields.put("description", view.description());
        fields.put("rule", view.rule());
        return fields;
    }
}
