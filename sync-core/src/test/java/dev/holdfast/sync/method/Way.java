package dev.holdfast.sync.method;

import java.time.Duration;

/**
 * What a fake method does, and how long that takes.
 *
 * @see FakeMethod
 */
enum Way {
    NOT_CONFIGURED(300, 0),
    /** Its target is away. */
    UNAVAILABLE(300, 0),
    /** Its target does not want it. */
    REFUSED(300, 0),
    /** It takes longer to answer than it is first given, and then works. */
    SLOW(1500, 10_000),
    /** It never answers. */
    SILENT(Long.MAX_VALUE, 0),
    FAILS_FOR_NOW(400, 5000),
    FAILS_FOR_GOOD(500, 7000),
    /** It could not read every source. */
    INCOMPLETE(200, 8000),
    /** It throws what no method should. */
    BREAKS(100, 3000),
    WORKS(600, 20_000),
    /** It works, and takes a day. */
    TAKES_LONG(700, 86_400_000);

    private final long answerMillis;
    private final long workMillis;

    Way(long answerMillis, long workMillis) {
        this.answerMillis = answerMillis;
        this.workMillis = workMillis;
    }

    /** How long it takes to answer whether it is available, when it is given a limit. */
    Duration answersAfter(Duration limit) {
        return answerMillis < limit.toMillis() ? Duration.ofMillis(answerMillis) : limit;
    }

    boolean answersWithin(Duration limit) {
        return answerMillis < limit.toMillis();
    }

    Duration worksFor() {
        return Duration.ofMillis(workMillis);
    }

    boolean works() {
        return this == SLOW || this == WORKS || this == TAKES_LONG;
    }

    /** Whether it is asked to work at all when its turn comes. */
    boolean isCalled() {
        return works() || mayFailAtWork();
    }

    /** Whether a failure of it may pass by itself. */
    boolean mayWorkLater() {
        return this == UNAVAILABLE || this == SILENT || this == FAILS_FOR_NOW || this == INCOMPLETE || this == BREAKS;
    }

    private boolean mayFailAtWork() {
        return this == FAILS_FOR_NOW || this == FAILS_FOR_GOOD || this == INCOMPLETE || this == BREAKS;
    }
}
