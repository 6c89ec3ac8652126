@NullMarked
package dev.holdfast.sync.method;

import org.jspecify.annotations.NullMarked;
