/** What happens while a sync runs: progress, and the wish to stop. */
@NullMarked
package dev.holdfast.sync.event;

import org.jspecify.annotations.NullMarked;
