package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;

/**
 * What the tools work on.
 *
 * @param settings the settings in force
 * @param service the door to the sync engine
 */
public record Engine(Settings settings, SyncService service) {}
