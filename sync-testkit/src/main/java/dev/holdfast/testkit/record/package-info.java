/** A store of memories and a memory server that live in memory alone, and the contract of such stores. */
@NullMarked
package dev.holdfast.testkit.record;

import org.jspecify.annotations.NullMarked;
