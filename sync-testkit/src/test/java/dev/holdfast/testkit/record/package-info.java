@NullMarked
package dev.holdfast.testkit.record;

import org.jspecify.annotations.NullMarked;
