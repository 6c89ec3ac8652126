/** Two trees kept the same: what is to be done is decided here, purely; see {@link dev.holdfast.sync.mirror.Planner}. */
@NullMarked
package dev.holdfast.sync.mirror;

import org.jspecify.annotations.NullMarked;
