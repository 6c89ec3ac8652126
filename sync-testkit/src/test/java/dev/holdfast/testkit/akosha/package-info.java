@NullMarked
package dev.holdfast.testkit.akosha;

import org.jspecify.annotations.NullMarked;
