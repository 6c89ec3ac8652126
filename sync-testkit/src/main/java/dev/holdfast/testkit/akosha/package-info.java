/** A stand-in for Akosha: a server that takes memories as the real one does, and fails when it is told to. */
@NullMarked
package dev.holdfast.testkit.akosha;

import org.jspecify.annotations.NullMarked;
