/** Tests of what a mirror needs of a side that need no side. */
@NullMarked
package dev.holdfast.sync.tree;

import org.jspecify.annotations.NullMarked;
