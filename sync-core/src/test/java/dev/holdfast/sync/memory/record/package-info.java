@NullMarked
package dev.holdfast.sync.memory.record;

import org.jspecify.annotations.NullMarked;
