/**
 * The command line. Each command parses, calls the engine's door, and renders what comes back; none decides anything
 * that a tool would have to decide too.
 */
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
