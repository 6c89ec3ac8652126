@NullMarked
package dev.holdfast.sync.mirror;

import org.jspecify.annotations.NullMarked;
