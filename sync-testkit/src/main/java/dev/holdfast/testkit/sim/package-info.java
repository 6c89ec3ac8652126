/** Whole devices simulated: one thread at a time, virtual clocks, a faulty network, crashes; the same run for a seed. */
@NullMarked
package dev.holdfast.testkit.sim;

import org.jspecify.annotations.NullMarked;
