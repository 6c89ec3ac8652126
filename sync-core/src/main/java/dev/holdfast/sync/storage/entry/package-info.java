/** Files and folders over any storage: what mirrors work with. Written once, against the storage contract alone. */
@NullMarked
package dev.holdfast.sync.storage.entry;

import org.jspecify.annotations.NullMarked;
