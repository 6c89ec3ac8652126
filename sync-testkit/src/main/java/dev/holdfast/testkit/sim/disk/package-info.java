/** A disk in memory that loses at a crash what a real one may lose, and fails where a test wants it to. */
@NullMarked
package dev.holdfast.testkit.sim.disk;

import org.jspecify.annotations.NullMarked;
