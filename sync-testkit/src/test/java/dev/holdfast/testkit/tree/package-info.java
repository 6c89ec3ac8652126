/** The suite for sides of a mirror, run over ours. */
@NullMarked
package dev.holdfast.testkit.tree;

import org.jspecify.annotations.NullMarked;
