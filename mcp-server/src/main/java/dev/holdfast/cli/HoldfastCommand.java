package dev.holdfast.cli;

import picocli.CommandLine.Command;

/** The command line's root. On its own it shows what there is. */
@Command(
        name = "holdfast",
        versionProvider = Version.class,
        description = "Keeps an AI assistant's memory safe, and the same on every machine.",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Start with:  holdfast sync PATH     (no account and no settings needed)",
            "Then:        holdfast register --print claude-code",
            "To upgrade:  git pull, then holdfast rebuild",
            "",
            "Exit status: 0 done, 1 failed, 2 bad usage or settings, 3 nothing failed but work is still pending."
        })
final class HoldfastCommand {}
