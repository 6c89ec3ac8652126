@NullMarked
package dev.holdfast.sync.storage.local;

import org.jspecify.annotations.NullMarked;
