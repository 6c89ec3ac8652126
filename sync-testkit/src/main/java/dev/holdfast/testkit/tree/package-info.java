/** The suite for sides of a mirror, and a side in memory for tests of what works with them. */
@NullMarked
package dev.holdfast.testkit.tree;

import org.jspecify.annotations.NullMarked;
