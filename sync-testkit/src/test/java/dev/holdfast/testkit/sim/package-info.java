/** Tests of the simulation kernel, and simulations of our own parts. */
@NullMarked
package dev.holdfast.testkit.sim;

import org.jspecify.annotations.NullMarked;
