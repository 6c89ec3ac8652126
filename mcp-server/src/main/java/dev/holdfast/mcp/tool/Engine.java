package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;

/**
 * What the tools work on.
 *
 * @param settings the settings in force
 * @param service the door to the sync engine
 * @param successor starts a process that outlives this one and works off what is left; must return soon, and may be run
 *     again
 */
public record Engine(Settings settings, SyncService service, Runnable successor) {
    /** With nobody to work on when this process ends. */
    public Engine(Settings settings, SyncService service) {
        this(settings, service, () -> {});
    }
}
