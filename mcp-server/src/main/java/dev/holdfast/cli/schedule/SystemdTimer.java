package dev.holdfast.cli.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A timer of the user's own systemd. */
final class SystemdTimer implements Timer {
    private static final String SYSTEMCTL = "systemctl";

    private final Task task;
    private final Programs programs;
    private final Path folder;

    /** @param folder where the user's units lie */
    SystemdTimer(Task task, Programs programs, Path folder) {
        this.task = task;
        this.programs = programs;
        this.folder = folder;
    }

    /** Whether this user's systemd answers; in containers and on older systems it does not. */
    static boolean isThere(Programs programs) throws ScheduleException {
        return programs.find(SYSTEMCTL).isPresent()
                && programs.run("", SYSTEMCTL, "--user", "show-environment").isDone();
    }

    @Override
    public String describe() {
        return "systemd timer " + timer();
    }

    private String timer() {
        return task.name() + ".timer";
    }

    private String service() {
        return task.name() + ".service";
    }

    private Map<Path, String> files() {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(folder.resolve(service()), """
                [Unit]
                Description=Holdfast: upload what sessions have left

                [Service]
                Type=oneshot
                %s
                ExecStart=%s
                SuccessExitStatus=3
                Nice=10
                """.formatted(
                task.variables().entrySet().stream()
                        .map(variable -> "Environment=" + quoted(variable.getKey() + "=" + variable.getValue(), "$"))
                        .collect(Collectors.joining("\n")),
                task.command().stream().map(word -> quoted(word, "$$")).collect(Collectors.joining(" "))));
        files.put(folder.resolve(timer()), """
                [Unit]
                Description=Holdfast: now and then upload what sessions have left

                [Timer]
                OnStartupSec=2min
                OnUnitInactiveSec=%dmin
                RandomizedDelaySec=1min

                [Install]
                WantedBy=timers.target
                """.formatted(Task.MINUTES));
        return files;
    }

    /** As systemd wants a word; per cent signs begin its own variables, dollars those of the environment in commands. */
    private static String quoted(String word, String dollar) {
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("%", "%%")
                        .replace("$", dollar)
                + '"';
    }

    @Override
    public String definition() {
        StringBuilder text = new StringBuilder();
        files().forEach((file, content) ->
                text.append("# ").append(file).append('\n').append(content).append('\n'));
        return text.append("# then: systemctl --user daemon-reload && systemctl --user enable --now ")
                .append(timer())
                .append('\n')
                .toString();
    }

    @Override
    public String install() throws ScheduleException {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<Path, String> file : files().entrySet()) {
                write(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw new ScheduleException(
                    "The timer could not be written to " + folder + ": look whether that folder can be written to.", e);
        }
        try {
            require("daemon-reload");
            require("enable", "--now", timer());
        } catch (ScheduleException e) {
            removeFiles();
            throw e;
        }
        return "Installed the " + describe() + ": every " + Task.MINUTES + " minutes it uploads what is pending.";
    }

    private static void write(Path file, String content) throws IOException {
        Path whole = Files.createTempFile(file.getParent(), ".holdfast", ".tmp");
        try {
            Files.writeString(whole, content, StandardCharsets.UTF_8);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private void require(String... command) throws ScheduleException {
        Programs.Result result = user(command);
        if (!result.isDone()) {
            throw new ScheduleException("systemctl --user " + String.join(" ", command) + " failed: " + result.words());
        }
    }

    private Programs.Result user(String... command) throws ScheduleException {
        String[] all = new String[command.length + 1];
        all[0] = "--user";
        System.arraycopy(command, 0, all, 1, command.length);
        return programs.run("", SYSTEMCTL, all);
    }

    private boolean removeFiles() throws ScheduleException {
        boolean any = false;
        for (Path file : files().keySet()) {
            try {
                any |= Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new ScheduleException("The file " + file + " could not be removed: remove it by hand.", e);
            }
        }
        return any;
    }

    @Override
    public String remove() throws ScheduleException {
        if (!Files.exists(folder.resolve(timer()))) {
            removeFiles();
            return "There is no " + describe() + ", so there was nothing to remove.";
        }
        require("disable", "--now", timer());
        removeFiles();
        require("daemon-reload");
        return "Removed the " + describe() + ".";
    }

    @Override
    public Status status() throws ScheduleException {
        if (!Files.exists(folder.resolve(timer()))) {
            return new Status(
                    false,
                    "No timer is installed for the home " + task.home() + "; 'holdfast schedule install' does it.");
        }
        boolean runs = user("is-active", timer()).isDone();
        return runs
                ? new Status(true, "The " + describe() + " runs every " + Task.MINUTES + " minutes.")
                : new Status(
                        false,
                        "The " + describe() + " is there but does not run; 'holdfast schedule install' starts it.");
    }
}
