package dev.holdfast.sync.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.ForceMethod;
import dev.holdfast.settings.SourceSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Test
    void theSettingsChooseWhenTheRequestDoesNot() throws Exception {
        List<String> calls = new ArrayList<>();
        List<SyncMethod> both =
                List.of(new FakeMethod("cloud", 100, Way.WORKS, calls), new FakeMethod("http", 200, Way.WORKS, calls));
        HybridSync forced = new HybridSync(both, ForceMethod.HTTP, true);
        forced.sync("auto", true, REQUEST, SyncContext.quiet());
        forced.sync("cloud", true, REQUEST, SyncContext.quiet());
        assertThat(calls).containsExactly("http", "cloud");
    }

    @Test
    void fallbackNeedsTheSettingsConsentToo() {
        List<String> calls = new ArrayList<>();
        HybridSync strict = new HybridSync(
                List.of(
                        new FakeMethod("cloud", 1, Way.FAILS_FOR_NOW, calls),
                        new FakeMethod("http", 2, Way.WORKS, calls)),
                ForceMethod.AUTO,
                false);
        assertThatThrownBy(() -> strict.sync("auto", true, REQUEST, SyncContext.quiet()))
                .isInstanceOf(HybridSyncException.class);
        assertThat(calls).containsExactly("cloud");
    }

    @Test
    void anUnknownMethodIsAnsweredWithTheKnownOnes() {
        HybridSync hybrid = new HybridSync(
                List.of(new FakeMethod("cloud", 100, Way.WORKS, new ArrayList<>())), ForceMethod.AUTO, true);
        assertThatThrownBy(() -> hybrid.sync("pigeon", true, REQUEST, SyncContext.quiet()))
                .hasMessageContaining("pigeon")
                .hasMessageContaining("cloud");
        assertThatThrownBy(() -> hybrid.plan("http", REQUEST, SyncContext.quiet()))
                .hasMessageContaining("http")
                .hasMessageContaining("auto or one of cloud");
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
        FakeMethod works = new FakeMethod("works", 2, Way.WORKS, new ArrayList<>());
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
        HybridSync hybrid =
                new HybridSync(List.of(new FakeMethod("cloud", 1, Way.WORKS, calls)), ForceMethod.AUTO, true);
        SyncContext context = SyncContext.quiet();
        context.cancel().cancel();
        assertThatThrownBy(() -> hybrid.sync("auto", true, REQUEST, context)).isInstanceOf(CancellationException.class);
        assertThat(calls).isEmpty();
    }

    @Test
    void whatOnlyStandsInStepsBackForWhateverElseIsConfigured() throws Exception {
        List<String> calls = new ArrayList<>();
        SyncMethod folder = new StandIn(new FakeMethod("cloud", 100, Way.WORKS, calls));
        FakeMethod nobody = new FakeMethod("http", 200, Way.NOT_CONFIGURED, calls);
        FakeMethod away = new FakeMethod("pigeon", 300, Way.UNAVAILABLE, calls);
        new HybridSync(List.of(folder, nobody), ForceMethod.AUTO, true)
                .sync("auto", true, REQUEST, SyncContext.quiet());
        HybridSync other = new HybridSync(List.of(folder, nobody, away), ForceMethod.AUTO, true);
        assertThatThrownBy(() -> other.sync("auto", true, REQUEST, SyncContext.quiet()))
                .isInstanceOfSatisfying(
                        HybridSyncException.class,
                        failure -> assertThat(failure.attempts())
                                .extracting(Attempt::method)
                                .containsExactly("pigeon"));
        assertThat(other.availability(Duration.ofSeconds(5)))
                .hasEntrySatisfying(
                        "cloud", answer -> assertThat(answer.configured()).isFalse());
        assertThat(calls).containsExactly("cloud");
        other.sync("cloud", true, REQUEST, SyncContext.quiet());
        assertThat(calls).as("whoever names it means it").containsExactly("cloud", "cloud");
    }

    /** As the folder in the home. */
    private record StandIn(FakeMethod method) implements SyncMethod {
        @Override
        public String name() {
            return method.name();
        }

        @Override
        public int priority() {
            return method.priority();
        }

        @Override
        public Availability availability(Duration limit) {
            return method.availability(limit).asStandIn();
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
            return method.plan(request, context);
        }

        @Override
        public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
            return method.sync(request, context);
        }
    }

    /** A method that does its work in the way of this test. */
    private record Working(String name, int priority, Callable<MethodResult> work) implements SyncMethod {
        Working(Callable<MethodResult> work) {
            this("working", 1, work);
        }

        @Override
        public Availability availability(Duration limit) {
            return Availability.yes("it works");
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
            return List.of();
        }

        @Override
        public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
            try {
                return work.call();
            } catch (RuntimeException | SyncException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static HybridResult sync(Callable<MethodResult> work, SyncContext context) throws SyncException {
        return new HybridSync(List.of(new Working(work)), ForceMethod.AUTO, true).sync("auto", true, REQUEST, context);
    }

    @Test
    void aMethodWorksOnTheThreadThatWaitsForIt() throws Exception {
        List<Thread> threads = new ArrayList<>();
        sync(
                () -> {
                    threads.add(Thread.currentThread());
                    return FakeMethod.NOTHING;
                },
                SyncContext.quiet());
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aMethodWhoseClassesAreBrokenFailsForNowAndHoldsUpNobody() {
        assertThatThrownBy(() -> sync(
                        () -> {
                            throw new NoClassDefFoundError("some/Part");
                        },
                        SyncContext.quiet()))
                .isInstanceOfSatisfying(HybridSyncException.class, failure -> {
                    assertThat(failure.isTransient()).isTrue();
                    assertThat(failure.sentence()).doesNotContain("Part");
                });
    }

    private static Callable<MethodResult> leavingOut(String method, Map<String, String> unread) {
        return () -> {
            throw new IncompleteSyncException(
                    method, method + " could not send all.", false, null, FakeMethod.NOTHING, unread);
        };
    }

    @Test
    void ofMethodsThatSentOnlySomeTheOneThatLeftOutLeastIsToldOf() {
        HybridSync hybrid = new HybridSync(
                List.of(
                        new Working("one", 1, leavingOut("one", Map.of("a", "Busy.", "b", "Busy."))),
                        new Working("two", 2, leavingOut("two", Map.of("a", "No memories."))),
                        new FakeMethod("three", 3, Way.FAILS_FOR_NOW, new ArrayList<>())),
                ForceMethod.AUTO,
                true);
        assertThatThrownBy(() -> hybrid.sync("auto", true, REQUEST, SyncContext.quiet()))
                .isInstanceOfSatisfying(HybridSyncException.class, failure -> {
                    assertThat(failure.incomplete().orElseThrow().method()).isEqualTo("two");
                    assertThat(failure.attempts()).extracting(Attempt::method).containsExactly("one", "two", "three");
                    assertThat(failure.sentence()).startsWith("No method did all of the work.");
                    assertThat(failure.isTransient()).isTrue();
                });
    }

    /** A method whose maker has made mistakes. */
    private record Faulty(Callable<Availability> answer) implements SyncMethod {
        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public Availability availability(Duration limit) {
            try {
                return answer.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
            return List.of();
        }

        @Override
        @SuppressWarnings("NullAway") // the mistake
        public MethodResult sync(MethodRequest request, SyncContext context) {
            return null;
        }
    }

    @SuppressWarnings("NullAway") // the mistake
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("gives nothing", (Callable<Availability>) () -> null),
                Arguments.of("throws", (Callable<Availability>) () -> {
                    throw new IllegalStateException("a bug");
                }),
                Arguments.of("lacks a class", (Callable<Availability>) () -> {
                    throw new NoClassDefFoundError("some/Part");
                }),
                Arguments.of("asserts", (Callable<Availability>) () -> {
                    throw new AssertionError("never");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMethodThatCantSayWhetherItIsAvailableTakesTheAnswerAndThePlaceOfNoOther(
            String name, Callable<Availability> answer) throws Exception {
        SyncMethod folder = new StandIn(new FakeMethod("cloud", 100, Way.WORKS, new ArrayList<>()));
        FakeMethod nobody = new FakeMethod("http", 200, Way.NOT_CONFIGURED, new ArrayList<>());
        HybridSync hybrid = new HybridSync(List.of(new Faulty(answer), folder, nobody), ForceMethod.AUTO, true);
        Map<String, Availability> answers = hybrid.availability(Duration.ofSeconds(5));
        assertThat(answers).containsOnlyKeys("faulty", "cloud", "http");
        assertThat(answers).hasEntrySatisfying("faulty", own -> {
            assertThat(own.available()).isFalse();
            assertThat(own.reason()).contains("the method faulty");
        });
        assertThat(answers)
                .hasEntrySatisfying("cloud", own -> assertThat(own.available()).isTrue());
        assertThat(answers)
                .hasEntrySatisfying("http", own -> assertThat(own.configured()).isFalse());
        assertThat(hybrid.sync("auto", true, REQUEST, SyncContext.quiet()).method())
                .isEqualTo("cloud");
    }

    @Test
    void aMethodThatGivesNoResultHasFailedAndTheNextIsTried() throws Exception {
        FakeMethod next = new FakeMethod("next", 2, Way.WORKS, new ArrayList<>());
        HybridSync hybrid =
                new HybridSync(List.of(new Faulty(() -> Availability.yes("it says")), next), ForceMethod.AUTO, true);
        HybridResult result = hybrid.sync("auto", true, REQUEST, SyncContext.quiet());
        assertThat(result.attempts()).extracting(Attempt::method).containsExactly("faulty", "next");
        assertThat(result.attempts()).extracting(Attempt::success).containsExactly(false, true);
    }

    @Test
    void whoeverInterruptsTheWaitingThreadCancelsAndIsNotForgotten() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        SyncMethod hanging = new Asked("hanging", 1, () -> {}, () -> await(never));
        HybridSync hybrid = new HybridSync(List.of(hanging), ForceMethod.AUTO, true);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hybrid.sync("auto", true, REQUEST, SyncContext.quiet()))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }
}
