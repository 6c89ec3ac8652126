package dev.holdfast.cli.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A line in the user's crontab. Other lines stay as they are. */
final class Crontab implements Timer {
    private static final String CRONTAB = "crontab";

    private final Task task;
    private final Programs programs;

    Crontab(Task task, Programs programs) {
        this.task = task;
        this.programs = programs;
    }

    static boolean isThere(Programs programs) {
        return programs.find(CRONTAB).isPresent();
    }

    @Override
    public String describe() {
        return "line " + mark() + " in the crontab";
    }

    /** Says which line is ours. */
    private String mark() {
        return "# " + task.name();
    }

    private String line() {
        String variables = task.variables().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()) + " ")
                .collect(Collectors.joining());
        String command = task.command().stream().map(Crontab::quoted).collect(Collectors.joining(" "));
        return "*/" + Task.MINUTES + " * * * * " + variables + command + " >/dev/null 2>&1 " + mark();
    }

    /** For the shell, and for cron, to which a per cent sign ends the command. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''").replace("%", "\\%") + "'";
    }

    @Override
    public String definition() {
        return "# for crontab -e\n" + line() + "\n";
    }

    private List<String> lines() throws ScheduleException {
        Programs.Result listed = programs.run("", CRONTAB, "-l");
        if (!listed.isDone()) {
            // Without a crontab it fails as well; only then may a new one be written.
            if (listed.out().isEmpty() && listed.err().toLowerCase(Locale.ROOT).contains("no crontab")) {
                return List.of();
            }
            throw new ScheduleException("The crontab can't be read: " + listed.words());
        }
        return listed.out().lines().toList();
    }

    private void write(List<String> lines) throws ScheduleException {
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        Programs.Result written = programs.run(text, CRONTAB, "-");
        if (!written.isDone()) {
            throw new ScheduleException("The crontab can't be written: " + written.words());
        }
    }

    private boolean isOurs(String line) {
        return line.endsWith(" " + mark());
    }

    @Override
    public String install() throws ScheduleException {
        List<String> others = others(lines());
        others.add(line());
        write(others);
        return "Installed the " + describe() + ": every " + Task.MINUTES + " minutes it uploads what is pending.";
    }

    private List<String> others(List<String> lines) {
        return lines.stream().filter(line -> !isOurs(line)).collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public String remove() throws ScheduleException {
        List<String> lines = lines();
        List<String> others = others(lines);
        if (others.size() == lines.size()) {
            return "There is no " + describe() + ", so there was nothing to remove.";
        }
        write(others);
        return "Removed the " + describe() + ".";
    }

    @Override
    public Status status() throws ScheduleException {
        return lines().stream().anyMatch(this::isOurs)
                ? new Status(true, "The " + describe() + " runs every " + Task.MINUTES + " minutes.")
                : new Status(
                        false,
                        "No timer is installed for the home " + task.home() + "; 'holdfast schedule install' does it.");
    }
}
