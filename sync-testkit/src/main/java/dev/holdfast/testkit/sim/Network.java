package dev.holdfast.testkit.sim;

import dev.holdfast.sync.storage.StorageClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The network of a simulation: requests and replies that take their time and may get lost, come twice or come late.
 *
 * <p>A server is either a service, which is always there and answers each request in one step, or a {@link Device}, which
 * answers with a process of its own and not at all while it is down.
 */
public final class Network {
    /** What can happen to a message. */
    public enum Fault {
        /** A request never arrived. */
        REQUEST_LOST,
        /** A request had its effect, the reply never arrived. */
        REPLY_LOST,
        /** A request arrived twice; the reply is that to the first. */
        DUPLICATE,
        /** A request arrived after nobody waited for the reply any more. */
        LATE,
        /** A message met a cut. */
        CUT
    }

    private final Scheduler scheduler;
    private final Random random;
    private final Set<String> cuts = new TreeSet<>();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private NetworkFaults faults = NetworkFaults.NONE;

    Network(Scheduler scheduler, Random random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    /** From now on it does this to messages. */
    public void setFaults(NetworkFaults other) {
        faults = other;
    }

    /** No message passes between the two, in either direction, until {@link #heal}. */
    public void cut(String one, String other) {
        scheduler.note("cut " + one + " " + other, () -> "cut between " + one + " and " + other);
        cuts.add(link(one, other));
    }

    /** Messages pass again. */
    public void heal(String one, String other) {
        scheduler.note("heal " + one + " " + other, () -> "no cut any more between " + one + " and " + other);
        cuts.remove(link(one, other));
    }

    private static String link(String one, String other) {
        return one.compareTo(other) <= 0 ? one + "|" + other : other + "|" + one;
    }

    /** How often something has happened, so that a test can tell that it met what it is about. */
    public int count(Fault fault) {
        return counts.getOrDefault(fault, 0);
    }

    /**
     * A storage that is a service, as a device sees it over the network: what gets lost shows as
     * {@link dev.holdfast.sync.storage.StorageException.Transient}. Closing it leaves the service alone.
     */
    public StorageClient storage(Device from, String service, StorageClient storage) {
        return new RemoteStorage(this, from, service, storage);
    }

    /**
     * Asks a service. What the handler throws is the reply.
     *
     * @param what the request, in words that are the same in every run
     * @throws NoReplyException when none came in time
     */
    public <T extends @Nullable Object, E extends Exception> T call(
            Device from, String service, String what, Handler<T, E> handler) throws E, NoReplyException {
        return call(from, service, what, handler, answer -> answer.run());
    }

    /** Asks a device: the handler runs there as a process of its own. See {@link #call(Device, String, String, Handler)}. */
    public <T extends @Nullable Object, E extends Exception> T call(
            Device from, Device to, String what, Handler<T, E> handler) throws E, NoReplyException {
        return call(from, to.name(), what, handler, answer -> {
            if (to.isUp()) {
                to.background("answer to " + from.name(), answer::run);
            }
        });
    }

    private <T extends @Nullable Object, E extends Exception> T call(
            Device from, String to, String what, Handler<T, E> handler, Consumer<Runnable> server)
            throws E, NoReplyException {
        scheduler.step(() -> to + " <- " + what, () -> "asks " + to + ": " + what);
        Exchange<T> exchange = new Exchange<>();
        send(
                from.name(),
                to,
                what,
                () -> server.accept(() -> {
                    boolean first = exchange.served++ == 0;
                    scheduler.note("answers " + what, () -> "answers " + from.name() + ": " + what);
                    Outcome<T> outcome = Outcome.of(handler);
                    if (first && passes(from.name(), to, faults.loseReply(), Fault.REPLY_LOST, what)) {
                        scheduler.at(delay(), to, () -> exchange.outcome = outcome);
                    }
                }));
        scheduler.await("the reply of " + to, faults.timeout().toNanos(), () -> exchange.outcome != null);
        Outcome<T> outcome = exchange.outcome;
        if (outcome == null) {
            throw new NoReplyException(to);
        }
        return outcome.get();
    }

    private void send(String from, String to, String what, Runnable arrival) {
        if (!passes(from, to, faults.loseRequest(), Fault.REQUEST_LOST, what)) {
            return;
        }
        long time = delay()
                + (happens(faults.late(), Fault.LATE, what) ? faults.timeout().toNanos() : 0);
        scheduler.at(time, to, arrival);
        if (happens(faults.duplicate(), Fault.DUPLICATE, what)) {
            scheduler.at(time + delay(), to, arrival);
        }
    }

    private boolean passes(String from, String to, double lost, Fault fault, String what) {
        if (cuts.contains(link(from, to))) {
            count(Fault.CUT, what);
            return false;
        }
        return !happens(lost, fault, what);
    }

    private boolean happens(double likelihood, Fault fault, String what) {
        boolean happens = likelihood > 0 && random.nextDouble() < likelihood;
        if (happens) {
            count(fault, what);
        }
        return happens;
    }

    private void count(Fault fault, String what) {
        counts.merge(fault, 1, Integer::sum);
        scheduler.note(fault + " " + what, () -> fault + ": " + what);
    }

    private long delay() {
        Duration spread = faults.longest().minus(faults.shortest());
        return faults.shortest().toNanos() + (long) (random.nextDouble() * spread.toNanos());
    }

    /** Draws whether a reply that is a stream breaks off, which is how one gets lost on its way. */
    boolean breaksOff(String what) {
        return happens(faults.loseReply(), Fault.REPLY_LOST, what);
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    /**
     * Does what a request asks for.
     *
     * @param <T> the reply
     * @param <E> how it may fail
     */
    @FunctionalInterface
    public interface Handler<T extends @Nullable Object, E extends Exception> {
        /** Does it; may be called more than once, or not at all. */
        T handle() throws E;
    }

    private static final class Exchange<T extends @Nullable Object> {
        private @Nullable Outcome<T> outcome;
        private int served;
    }
}
