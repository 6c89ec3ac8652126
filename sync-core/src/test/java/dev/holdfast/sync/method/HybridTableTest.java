package dev.holdfast.sync.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.ForceMethod;
import dev.holdfast.settings.SourceSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Signal;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the orchestrator does with every pair of methods, and how long it takes for it, in virtual time. */
class HybridTableTest {
    private static final MethodRequest REQUEST =
            new MethodRequest(List.of(new SourceSetting("s", Path.of("s"))), "tool");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofMillis(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> calls = new ArrayList<>();
    private final SyncContext context = SyncContext.quiet();
    private final AtomicReference<@Nullable Signal<HybridResult>> end = new AtomicReference<>();

    @AfterEach
    void dispose() {
        time.dispose();
    }

    /**
     * One cell.
     *
     * @param request the method that the request names, or auto
     * @param settings the method that the settings insist on
     * @param fallback whether the request allows fallback
     * @param allowed whether the settings do
     */
    record Cell(Way cloud, Way http, String request, ForceMethod settings, boolean fallback, boolean allowed) {
        String wanted() {
            return request.equals(HybridSync.AUTO) ? settings.name().toLowerCase(Locale.ROOT) : request;
        }

        boolean mayFallBack() {
            return fallback && allowed;
        }
    }

    /** Who insists on which method: the request, else the settings. */
    private enum Insisting {
        NOBODY("auto", ForceMethod.AUTO),
        REQUEST_ON_CLOUD("cloud", ForceMethod.AUTO),
        REQUEST_ON_HTTP("http", ForceMethod.AUTO),
        SETTINGS_ON_CLOUD("auto", ForceMethod.CLOUD),
        SETTINGS_ON_HTTP("auto", ForceMethod.HTTP),
        REQUEST_ON_CLOUD_AGAINST_SETTINGS("cloud", ForceMethod.HTTP);

        private final String request;
        private final ForceMethod settings;

        Insisting(String request, ForceMethod settings) {
            this.request = request;
            this.settings = settings;
        }
    }

    static Stream<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Way cloud : Way.values()) {
            for (Way http : Way.values()) {
                for (Insisting who : Insisting.values()) {
                    for (int consent = 0; consent < 4; consent++) {
                        cells.add(new Cell(cloud, http, who.request, who.settings, consent % 2 == 0, consent / 2 == 0));
                    }
                }
            }
        }
        return cells.stream();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theTruthTable(Cell cell) throws Exception {
        FakeMethod cloud = new FakeMethod("cloud", 100, cell.cloud(), calls);
        FakeMethod http = new FakeMethod("http", 200, cell.http(), calls);
        Expected expected = Expected.of(List.of(cloud, http), cell.wanted(), cell.mayFallBack());
        subscribe(new HybridSync(List.of(http, cloud), cell.settings(), cell.allowed()), cell);

        time.advanceTimeBy(expected.total().minus(TICK));
        assertThat(end.get()).as("before its time").isNull();
        time.advanceTimeBy(TICK);
        Signal<HybridResult> outcome = Objects.requireNonNull(end.get(), "the end at its time");

        assertThat(calls).isEqualTo(expected.calls());
        if (expected.works()) {
            HybridResult result = Objects.requireNonNull(outcome.get());
            assertThat(result.method()).isEqualTo(expected.last());
            expected.check(result.attempts());
        } else {
            assertThat(outcome.getThrowable()).isInstanceOfSatisfying(HybridSyncException.class, expected::check);
        }
    }

    private void subscribe(HybridSync hybrid, Cell cell) throws SyncException {
        hybrid.syncing(cell.request(), cell.fallback(), REQUEST, context, new VirtualCalls(time))
                .materialize()
                .subscribe(end::set);
    }

    /**
     * The rule in its plainest form: ask all that are meant at once, for a second; pass over what nobody configured; stop at
     * what works or, without fallback, at once; where there is a choice, what is slow to answer comes last, and is given
     * longer.
     */
    private record Expected(List<FakeMethod> tried, List<FakeMethod> untried, Duration total) {
        static Expected of(List<FakeMethod> byPriority, String wanted, boolean fallback) {
            List<FakeMethod> meant = new ArrayList<>(byPriority);
            meant.removeIf(method -> !wanted.equals("auto") && !wanted.equals(method.name()));
            Duration total = meant.stream()
                    .map(method -> method.way().answersAfter(SECOND))
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            if (fallback) {
                meant.sort(Comparator.comparing(Expected::isLate));
            }
            List<FakeMethod> tried = new ArrayList<>();
            boolean goesOn = true;
            for (FakeMethod method : meant) {
                boolean configured = method.way() != Way.NOT_CONFIGURED;
                if (configured && goesOn) {
                    tried.add(method);
                    total = total.plus(time(method));
                    goesOn = fallback && !method.way().works();
                }
            }
            List<FakeMethod> untried = new ArrayList<>(meant);
            untried.removeAll(tried);
            untried.removeIf(method -> method.way() == Way.NOT_CONFIGURED);
            return new Expected(tried, untried, total);
        }

        private static boolean isLate(FakeMethod method) {
            return !method.way().answersWithin(SECOND);
        }

        /** From when a method's turn comes to when it is done with. */
        private static Duration time(FakeMethod method) {
            Duration asking = isLate(method) ? method.way().answersAfter(PATIENCE) : Duration.ZERO;
            return method.way().isCalled() ? asking.plus(method.way().worksFor()) : asking;
        }

        boolean works() {
            return !tried.isEmpty() && tried.get(tried.size() - 1).way().works();
        }

        String last() {
            return tried.get(tried.size() - 1).name();
        }

        List<String> calls() {
            return tried.stream()
                    .filter(method -> method.way().isCalled())
                    .map(FakeMethod::name)
                    .toList();
        }

        /** Every attempt with its time and error, in order. */
        void check(List<Attempt> attempts) {
            assertThat(attempts)
                    .extracting(Attempt::method)
                    .startsWith(tried.stream().map(FakeMethod::name).toArray(String[]::new));
            for (int i = 0; i < tried.size(); i++) {
                Way way = tried.get(i).way();
                Attempt attempt = attempts.get(i);
                Duration asked = way.answersAfter(isLate(tried.get(i)) ? PATIENCE : SECOND);
                assertThat(attempt.duration()).isEqualTo(way.isCalled() ? way.worksFor() : asked);
                assertThat(attempt.success()).isEqualTo(way.works());
                assertThat(attempt.error().isEmpty()).isEqualTo(way.works());
            }
        }

        void check(HybridSyncException failure) {
            boolean incomplete = tried.stream().anyMatch(method -> method.way() == Way.INCOMPLETE);
            check(failure.attempts());
            assertThat(failure.isTransient())
                    .isEqualTo(tried.stream().anyMatch(method -> method.way().mayWorkLater()));
            assertThat(failure.incomplete().isPresent()).isEqualTo(incomplete);
            assertThat(failure.sentence()).endsWith(".");
            List<Attempt> notTried =
                    failure.attempts().subList(tried.size(), failure.attempts().size());
            assertThat(notTried)
                    .extracting(Attempt::method)
                    .isEqualTo(untried.stream().map(FakeMethod::name).toList());
            assertThat(notTried)
                    .allSatisfy(
                            attempt -> assertThat(attempt.error().orElse("")).contains("fallback"));
            if (failure.attempts().size() > 1) {
                failure.attempts()
                        .forEach(attempt -> assertThat(failure.sentence())
                                .contains(attempt.method() + ": "
                                        + attempt.error().orElse("no error")));
            }
        }
    }

    @Test
    void theTableHasEveryCell() {
        assertThat(cells()).hasSize(11 * 11 * 6 * 4);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void cancelledWhileTheyAreAskedItEndsAtOnceAndTriesNothing(Way way) throws Exception {
        Cell cell = new Cell(way, Way.SILENT, "auto", ForceMethod.AUTO, true, true);
        subscribe(hybrid(cell), cell);
        time.advanceTimeBy(Duration.ofMillis(50));
        context.cancel().cancel();
        assertThatItWasCancelled();
        assertThat(calls).isEmpty();
    }

    @Test
    void cancelledWhileALateOneIsAskedAgainItEndsAtOnce() throws Exception {
        Cell cell = new Cell(Way.SILENT, Way.FAILS_FOR_NOW, "auto", ForceMethod.AUTO, true, true);
        subscribe(hybrid(cell), cell);
        time.advanceTimeBy(Duration.ofSeconds(8));
        assertThat(calls).containsExactly("http");
        assertThat(end.get()).isNull();
        context.cancel().cancel();
        assertThatItWasCancelled();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS_FOR_NOW", "FAILS_FOR_GOOD", "BREAKS"})
    void cancelledWhileAMethodWorksItEndsWhenTheMethodHasEndedAndTriesNoOther(Way way) throws Exception {
        Cell cell = new Cell(way, Way.WORKS, "auto", ForceMethod.AUTO, true, true);
        subscribe(hybrid(cell), cell);
        time.advanceTimeBy(Duration.ofSeconds(2));
        context.cancel().cancel();
        assertThat(end.get()).as("the method has not ended yet").isNull();
        time.advanceTimeBy(way.worksFor());
        assertThatItWasCancelled();
        assertThat(calls).containsExactly("cloud");
    }

    @Test
    void aRemoteThatIsSlowToAnswerIsStillReachedAfterAServerThatTakesOnlySome() throws Exception {
        Cell cell = new Cell(Way.SLOW, Way.INCOMPLETE, "auto", ForceMethod.AUTO, true, true);
        subscribe(hybrid(cell), cell);
        time.advanceTimeBy(Duration.ofMinutes(1));
        HybridResult result = Objects.requireNonNull(
                Objects.requireNonNull(end.get(), "the end").get(), "a result");
        assertThat(result.method()).isEqualTo("cloud");
        assertThat(result.attempts()).extracting(Attempt::method).containsExactly("http", "cloud");
        assertThat(result.attempts()).extracting(Attempt::success).containsExactly(false, true);
    }

    private HybridSync hybrid(Cell cell) {
        return new HybridSync(
                List.of(
                        new FakeMethod("cloud", 100, cell.cloud(), calls),
                        new FakeMethod("http", 200, cell.http(), calls)),
                cell.settings(),
                cell.allowed());
    }

    private void assertThatItWasCancelled() {
        assertThat(Objects.requireNonNull(end.get()).getThrowable()).isInstanceOf(CancellationException.class);
    }
}
