package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A backup by a program that is started for each thing it does. Its start counts, because a person waits for it too. */
final class ProcessBackup implements BackupProgram.Backup {
    private final S3Site site;
    private final List<String> send;
    private final List<String> restore;
    private final Path restored;
    private final Map<String, String> variables;
    private double peakMebibytes;

    /**
     * Prepares.
     *
     * @param restored where the command that restores writes to
     */
    ProcessBackup(S3Site site, List<String> send, List<String> restore, Path restored, Map<String, String> variables) {
        this.site = site;
        this.send = send;
        this.restore = restore;
        this.restored = restored;
        this.variables = variables;
    }

    @Override
    public void send() throws IOException {
        run(send);
    }

    @Override
    public Path restore() throws IOException {
        Files.createDirectory(restored);
        run(restore);
        return Folders.onlyFile(restored);
    }

    private void run(List<String> command) throws IOException {
        TimedProcess process = TimedProcess.run(site.process(command, variables));
        peakMebibytes = Math.max(peakMebibytes, process.peakMebibytes());
    }

    @Override
    public double peakMebibytes() {
        return peakMebibytes;
    }
}
