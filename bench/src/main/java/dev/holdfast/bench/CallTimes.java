package dev.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long calls take that are made one after the other, in microseconds. */
final class CallTimes {
    private CallTimes() {}

    /** One call, which fails when it does not do what is measured. */
    @FunctionalInterface
    interface Call {
        /** Makes call {@code number}, counted from 1 with the calls before the first timed one. */
        void make(int number) throws IOException;
    }

    /** Of so many calls, when calls have been made for a while. */
    static Samples after(Duration warming, int calls, Call call) throws IOException {
        long warm = System.nanoTime() + warming.toNanos();
        int number = 1;
        while (System.nanoTime() < warm) {
            call.make(number++);
        }
        return timed(number, calls, call);
    }

    /** Of so many calls, behind so many others. */
    static Samples after(int warmUp, int calls, Call call) throws IOException {
        for (int number = 1; number <= warmUp; number++) {
            call.make(number);
        }
        return timed(warmUp + 1, calls, call);
    }

    private static Samples timed(int first, int calls, Call call) throws IOException {
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.make(first + i);
            micros.add((System.nanoTime() - start) / 1e3);
        }
        return new Samples(micros);
    }
}
