package dev.holdfast.sync.storage.entry;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what downloads of killed processes have left in the folders that downloads go to: at the first one into a
 * folder, since looking takes as long as the folder is full. Thread-safe.
 */
final class DownloadLeftovers {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadLeftovers.class);
    private static final int REMEMBERED = 1000;

    private final Lru<Path, Boolean> looked = new Lru<>(REMEMBERED);

    /** Failing to clear away keeps no download from being tried. */
    void removeFrom(Path folder) {
        synchronized (looked) {
            if (looked.put(folder, true) != null) {
                return;
            }
        }
        try {
            TargetFile.removeLeftovers(folder);
        } catch (IOException e) {
            LOG.debug("The folder {} can't be cleared of leftovers.", folder, e);
        }
    }
}
