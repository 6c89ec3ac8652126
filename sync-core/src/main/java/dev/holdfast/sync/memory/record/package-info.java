/** Memories kept the same on every machine, record by record, through a server with a memory API. */
@NullMarked
package dev.holdfast.sync.memory.record;

import org.jspecify.annotations.NullMarked;
