package dev.holdfast.testkit;

import java.io.IOException;
import java.util.Arrays;

/**
 * The first class of a process that a test starts. It runs another main class, and ends the process as soon as its
 * standard input ends: that happens however the test's own process goes, also when it is killed.
 */
final class ParentWatch {
    private ParentWatch() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(ParentWatch::haltAtEndOfInput, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said; only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe is an end as well.
        }
        Runtime.getRuntime().halt(0);
    }
}
