@NullMarked
package dev.holdfast.sync.method.cloud;

import org.jspecify.annotations.NullMarked;
