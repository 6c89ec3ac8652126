/** Networks that misbehave as planned: real sockets between a client and a real service. */
@NullMarked
package dev.holdfast.testkit.net;

import org.jspecify.annotations.NullMarked;
