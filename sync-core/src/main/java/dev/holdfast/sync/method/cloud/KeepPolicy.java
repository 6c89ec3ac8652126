package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;

/**
 * How much of the past is kept, for each source by itself.
 *
 * @param last how many of its newest uploads
 * @param daily of how many days the last one
 * @param weekly of how many weeks the last one
 * @param monthly of how many months the last one
 */
record KeepPolicy(int last, int daily, int weekly, int monthly) {
    static KeepPolicy of(Settings settings) {
        return new KeepPolicy(
                settings.get(Keys.KEEP_LAST),
                settings.get(Keys.KEEP_DAILY),
                settings.get(Keys.KEEP_WEEKLY),
                settings.get(Keys.KEEP_MONTHLY));
    }

    /** Nothing is asked for, which means that nothing ever goes. */
    boolean keepsEverything() {
        return last == 0 && daily == 0 && weekly == 0 && monthly == 0;
    }
}
