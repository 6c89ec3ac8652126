@NullMarked
package dev.holdfast.sync.snapshot;

import org.jspecify.annotations.NullMarked;
