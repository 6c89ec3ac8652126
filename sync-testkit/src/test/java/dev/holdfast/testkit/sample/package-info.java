/** The storage backend that CONTRIBUTING.md builds step by step. */
@NullMarked
package dev.holdfast.testkit.sample;

import org.jspecify.annotations.NullMarked;
