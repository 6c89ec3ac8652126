/** Carries out what the planner decided: looks at both sides, acts, and remembers what both have in common. */
@NullMarked
package dev.holdfast.sync.mirror.run;

import org.jspecify.annotations.NullMarked;
