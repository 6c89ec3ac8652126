/** The cloud method: snapshots to storage, in the Akosha layout. */
@NullMarked
package dev.holdfast.sync.method.cloud;

import org.jspecify.annotations.NullMarked;
