package dev.holdfast.sync.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.ForceMethod;
import dev.holdfast.settings.SourceSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HybridSyncTest {
    private static final MethodRequest REQUEST =
            new MethodRequest(List.of(new SourceSetting("s", Path.of("s"))), "tool");

    private static final MethodResult NOTHING = new MethodResult(List.of(), List.of(), 0, Optional.empty());

    private enum Way {
        NOT_CONFIGURED,
        UNAVAILABLE,
        REFUSED,
        SLOW,
        FAILS_FOR_NOW,
        FAILS_FOR_GOOD,
        INCOMPLETE,
        BREAKS,
        WORKS
    }

    private static final Set<Way> MAY_WORK_LATER = Set.of(Way.FAILS_FOR_NOW, Way.UNAVAILABLE, Way.INCOMPLETE);

    private record Fake(String name, int priority, Way way, List<String> calls) implements SyncMethod {
        boolean works() {
            return way == Way.WORKS || way == Way.SLOW;
        }

        @Override
        public Availability availability(Duration limit) {
            return switch (way) {
                case NOT_CONFIGURED -> Availability.notConfigured("Set " + name + ".");
                case UNAVAILABLE -> Availability.no(name + " is away.");
                case REFUSED -> Availability.refused(name + " knows no such key.");
                case SLOW -> limit.toSeconds() > 1 ? Availability.yes(name) : Availability.late("far");
                default -> Availability.yes(name);
            };
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
            return List.of(new PlannedFile("s", name, 1, true));
        }

        @Override
        public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
            calls.add(name);
            return switch (way) {
                case FAILS_FOR_NOW -> throw new SyncException(name, name + " is busy.", true, null);
                case FAILS_FOR_GOOD -> throw new SyncException(name, name + " is wrong.", false, null);
                case INCOMPLETE ->
                    throw new IncompleteSyncException(
                            name, name + " could not read all.", true, null, NOTHING, Map.of("s", "It is busy."));
                case BREAKS -> throw new IllegalStateException("a bug");
                default -> NOTHING;
            };
        }
    }

    /** Every way of the first method with every way of the second, named or not, fallback allowed or not. */
    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (Way first : Way.values()) {
            for (Way second : Way.values()) {
                for (String method : List.of("auto", "cloud", "http")) {
                    for (boolean fallback : new boolean[] {true, false}) {
                        cells.add(Arguments.of(first, second, method, fallback));
                    }
                }
            }
        }
        return cells.stream();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theTruthTable(Way first, Way second, String method, boolean fallback) throws Exception {
        List<String> calls = new ArrayList<>();
        Fake cloud = new Fake("cloud", 100, first, calls);
        Fake http = new Fake("http", 200, second, calls);
        HybridSync hybrid = new HybridSync(List.of(http, cloud), ForceMethod.AUTO, true);
        List<Fake> tried = expected(List.of(cloud, http), method, fallback);
        boolean works = !tried.isEmpty() && tried.get(tried.size() - 1).works();
        List<Attempt> attempts;
        if (works) {
            HybridResult result = hybrid.sync(method, fallback, REQUEST, SyncContext.quiet());
            assertThat(result.method()).isEqualTo(tried.get(tried.size() - 1).name());
            attempts = result.attempts();
        } else {
            attempts = failure(hybrid, method, fallback, tried);
        }
        assertThat(attempts)
                .extracting(Attempt::method)
                .isEqualTo(tried.stream().map(Fake::name).toList());
        assertThat(attempts)
                .allMatch(attempt -> attempt.success() == attempt.error().isEmpty());
        assertThat(calls)
                .isEqualTo(tried.stream()
                        .filter(fake -> fake.way() != Way.UNAVAILABLE && fake.way() != Way.REFUSED)
                        .map(Fake::name)
                        .toList());
    }

    private static List<Attempt> failure(HybridSync hybrid, String method, boolean fallback, List<Fake> tried) {
        List<Attempt> attempts = new ArrayList<>();
        assertThatThrownBy(() -> hybrid.sync(method, fallback, REQUEST, SyncContext.quiet()))
                .isInstanceOfSatisfying(HybridSyncException.class, failure -> {
                    attempts.addAll(failure.attempts());
                    assertThat(failure.isTransient())
                            .isEqualTo(tried.stream().anyMatch(fake -> MAY_WORK_LATER.contains(fake.way())));
                    boolean incomplete =
                            !tried.isEmpty() && tried.get(tried.size() - 1).way() == Way.INCOMPLETE;
                    assertThat(failure.incomplete().isPresent()).isEqualTo(incomplete);
                    assertThat(failure.sentence()).isNotBlank();
                });
        return attempts;
    }

    /**
     * The rule in its plainest form: pass over what nobody configured, stop at what works, at what could not read all of
     * the sources or, without fallback, at once; where there is a choice, what is slow to answer comes last.
     */
    private static List<Fake> expected(List<Fake> byPriority, String method, boolean fallback) {
        List<Fake> inOrder = new ArrayList<>(byPriority);
        if (fallback) {
            inOrder.sort(Comparator.comparing(fake -> fake.way() == Way.SLOW));
        }
        List<Fake> tried = new ArrayList<>();
        for (Fake fake : inOrder) {
            boolean meant = method.equals("auto") || method.equals(fake.name());
            if (meant && fake.way() != Way.NOT_CONFIGURED) {
                tried.add(fake);
                if (fake.works() || fake.way() == Way.INCOMPLETE || !fallback) {
                    break;
                }
            }
        }
        return tried;
    }

    @Test
    void theSettingsChooseWhenTheRequestDoesNot() throws Exception {
        List<String> calls = new ArrayList<>();
        List<SyncMethod> both =
                List.of(new Fake("cloud", 100, Way.WORKS, calls), new Fake("http", 200, Way.WORKS, calls));
        HybridSync forced = new HybridSync(both, ForceMethod.HTTP, true);
        forced.sync("auto", true, REQUEST, SyncContext.quiet());
        forced.sync("cloud", true, REQUEST, SyncContext.quiet());
        assertThat(calls).containsExactly("http", "cloud");
    }

    @Test
    void fallbackNeedsTheSettingsConsentToo() {
        List<String> calls = new ArrayList<>();
        HybridSync strict = new HybridSync(
                List.of(new Fake("cloud", 1, Way.FAILS_FOR_NOW, calls), new Fake("http", 2, Way.WORKS, calls)),
                ForceMethod.AUTO,
                false);
        assertThatThrownBy(() -> strict.sync("auto", true, REQUEST, SyncContext.quiet()))
                .isInstanceOf(HybridSyncException.class);
        assertThat(calls).containsExactly("cloud");
    }

    @Test
    void anUnknownMethodIsAnsweredWithTheKnownOnes() {
        HybridSync hybrid =
                new HybridSync(List.of(new Fake("cloud", 100, Way.WORKS, new ArrayList<>())), ForceMethod.AUTO, true);
        assertThatThrownBy(() -> hybrid.sync("pigeon", true, REQUEST, SyncContext.quiet()))
                .hasMessageContaining("pigeon")
                .hasMessageContaining("cloud");
        assertThatThrownBy(() -> hybrid.plan("http", REQUEST, SyncContext.quiet()))
                .hasMessageContaining("not part of this version");
    }

    /** A method that is asked, and before that prepared, as the test says. */
    private record Asked(String name, int priority, Runnable preparation, Runnable answering) implements SyncMethod {
        @Override
        public void prepare() {
            preparation.run();
        }

        @Override
        public Availability availability(Duration limit) {
            answering.run();
            return Availability.yes("answered");
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
            return List.of();
        }

        @Override
        public MethodResult sync(MethodRequest request, SyncContext context) {
            throw new CancellationException();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatAMethodHasToLoadFirstTakesNothingFromItsLimit() {
        Duration limit = Duration.ofSeconds(1);
        long start = System.nanoTime();
        Asked loading = new Asked(
                "loading",
                1,
                () -> org.awaitility.Awaitility.await()
                        .until(() -> System.nanoTime() - start
                                > limit.multipliedBy(2).toNanos()),
                () -> {});
        HybridSync hybrid = new HybridSync(List.of(loading), ForceMethod.AUTO, true);
        assertThat(hybrid.availability(limit))
                .hasEntrySatisfying(
                        "loading",
                        answer -> assertThat(answer.available())
                                .as(answer.reason())
                                .isTrue());
    }

    @Test
    void aMethodThatHangsIsUnavailable() {
        CountDownLatch never = new CountDownLatch(1);
        SyncMethod hanging = new Asked("hanging", 1, () -> {}, () -> await(never));
        Fake works = new Fake("works", 2, Way.WORKS, new ArrayList<>());
        HybridSync hybrid = new HybridSync(List.of(works, hanging), ForceMethod.AUTO, true);
        Map<String, Availability> answers = hybrid.availability(Duration.ofMillis(50));
        never.countDown();
        assertThat(answers)
                .hasEntrySatisfying(
                        "hanging",
                        answer -> assertThat(answer)
                                .isEqualTo(Availability.late("The method hanging did not answer within 50 ms.")));
        assertThat(answers)
                .hasEntrySatisfying(
                        "works", answer -> assertThat(answer.available()).isTrue());
    }

    @Test
    void aCancelledSyncTriesNothing() {
        List<String> calls = new ArrayList<>();
        HybridSync hybrid = new HybridSync(List.of(new Fake("cloud", 1, Way.WORKS, calls)), ForceMethod.AUTO, true);
        SyncContext context = SyncContext.quiet();
        context.cancel().cancel();
        assertThatThrownBy(() -> hybrid.sync("auto", true, REQUEST, context)).isInstanceOf(CancellationException.class);
        assertThat(calls).isEmpty();
    }
}
