package dev.holdfast.settings;

/**
 * A pair of trees to keep the same.
 *
 * @param name how commands and reports call it
 * @param source the one side, a path or a remote URL
 * @param destination the other side
 * @param mode one of {@code twoWay}, {@code sourceToDestination}, {@code sourceBackup}, {@code destinationToSource},
 *     {@code destinationBackup}
 */
public record MirrorSetting(String name, String source, String destination, String mode) {}
