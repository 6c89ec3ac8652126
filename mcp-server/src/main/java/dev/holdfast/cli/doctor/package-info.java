/** The checks of {@code holdfast doctor}: each looks at one thing and says what to do about what it found. */
@NullMarked
package dev.holdfast.cli.doctor;

import org.jspecify.annotations.NullMarked;
