package dev.holdfast.sync;

import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.mirror.run.MirrorStatus;

/**
 * How a configured mirror stands.
 *
 * @param mirror which
 * @param status how its last run ended
 * @param openConflicts how many of its conflicts nobody has resolved
 */
public record MirrorStanding(MirrorSetting mirror, MirrorStatus status, int openConflicts) {}
