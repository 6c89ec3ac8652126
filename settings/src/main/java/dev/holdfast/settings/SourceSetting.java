package dev.holdfast.settings;

import java.nio.file.Path;

/**
 * Something of the user's to be kept.
 *
 * @param name how tools, commands and reports call it: {@code [A-Za-z0-9_-]+}, at most 64 characters, unique
 * @param path the file or directory; absolute
 */
public record SourceSetting(String name, Path path) {}
