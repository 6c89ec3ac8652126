@NullMarked
package dev.holdfast.sync.space;

import org.jspecify.annotations.NullMarked;
