/** Documents in named spaces: their store, a space as a tree of files, and the ways in and out of it. */
@NullMarked
package dev.holdfast.sync.space;

import org.jspecify.annotations.NullMarked;
