package dev.holdfast.sync.storage.entry;

import java.util.function.LongConsumer;

/**
 * How to download a file.
 *
 * @param replace whether a file that stands at the target is replaced; otherwise the download is refused
 * @param progress hears how many bytes have come so far, never going back, at the end the size; called on the caller's
 *     thread, must return at once
 */
public record DownloadOptions(boolean replace, LongConsumer progress) {
    /** Replaces nothing, nobody listens. */
    public static final DownloadOptions DEFAULT = new DownloadOptions(false, bytes -> {});

    /** The same, replacing a file that is there. */
    public DownloadOptions replacing() {
        return new DownloadOptions(true, progress);
    }

    /** The same with another listener. */
    public DownloadOptions with(LongConsumer listener) {
        return new DownloadOptions(replace, listener);
    }
}
