/** The launcher from outside: its script in a clone of its own, real Java, and a Maven that only pretends. */
@NullMarked
package dev.holdfast.launcher;

import org.jspecify.annotations.NullMarked;
