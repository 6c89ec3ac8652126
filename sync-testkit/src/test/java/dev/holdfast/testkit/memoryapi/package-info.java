@NullMarked
package dev.holdfast.testkit.memoryapi;

import org.jspecify.annotations.NullMarked;
