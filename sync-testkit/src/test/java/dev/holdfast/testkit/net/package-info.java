/** Tests of the networks that misbehave as planned. */
@NullMarked
package dev.holdfast.testkit.net;

import org.jspecify.annotations.NullMarked;
