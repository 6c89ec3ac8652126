/** A timer of the operating system that works off pending jobs now and then. Changes nothing unless told to. */
@NullMarked
package dev.holdfast.cli.schedule;

import org.jspecify.annotations.NullMarked;
