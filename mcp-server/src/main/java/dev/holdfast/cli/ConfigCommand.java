package dev.holdfast.cli;

import picocli.CommandLine.Command;

/** {@code holdfast config}: the settings. */
@Command(name = "config", description = "Show or check the settings.")
final class ConfigCommand {}
