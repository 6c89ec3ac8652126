/** Whole mirrors in simulated worlds, and runs of mirrors over sides in memory. */
@NullMarked
package dev.holdfast.testkit.mirror;

import org.jspecify.annotations.NullMarked;
