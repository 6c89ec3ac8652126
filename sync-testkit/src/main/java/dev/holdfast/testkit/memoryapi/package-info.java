/** A memory API to test against: a server that stands in for one, and the suite that every way to one passes. */
@NullMarked
package dev.holdfast.testkit.memoryapi;

import org.jspecify.annotations.NullMarked;
