package dev.holdfast.testkit.tree;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
final class MovingInstant implements InstantSource {
    private volatile Instant now = Instant.parse("2024-05-06T07:08:09Z");

    @Override
    public Instant instant() {
        return now;
    }

    synchronized void advance(Duration time) {
        now = now.plus(time);
    }
}
