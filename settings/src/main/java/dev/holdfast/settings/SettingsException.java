package dev.holdfast.settings;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings cannot be used. Holds every problem that was found, not only the first; the message has one line for each
 * and is meant for the user as it stands. Holds no secret.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<SettingsProblem> problems;

    SettingsException(List<SettingsProblem> problems) {
        super(problems.stream().map(SettingsProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the layers and of the lines in the file. Never empty. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
