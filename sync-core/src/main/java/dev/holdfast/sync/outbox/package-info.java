/** Durable jobs, their leases, and the drainer that works them off. */
@NullMarked
package dev.holdfast.sync.outbox;

import org.jspecify.annotations.NullMarked;
