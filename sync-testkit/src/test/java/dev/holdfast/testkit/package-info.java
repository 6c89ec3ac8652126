/** The suites' runs over our own backends, and tests that need doubles. */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
