/** The Claude Code plugin, run as its client runs it. */
@NullMarked
package dev.holdfast.plugin;

import org.jspecify.annotations.NullMarked;
