/** Tests of the simulated disk. */
@NullMarked
package dev.holdfast.testkit.sim.disk;

import org.jspecify.annotations.NullMarked;
