/** The door of the engine: {@link dev.holdfast.sync.SyncService}, what it takes and what it tells. */
@NullMarked
package dev.holdfast.sync;

import org.jspecify.annotations.NullMarked;
