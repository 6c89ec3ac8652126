/** Where bytes are kept: the storage contract and its errors. */
@NullMarked
package dev.holdfast.sync.storage;

import org.jspecify.annotations.NullMarked;
