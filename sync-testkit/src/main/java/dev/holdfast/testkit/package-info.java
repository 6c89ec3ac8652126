/** Contract suites and doubles, for our backends and for anyone who writes one. */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
