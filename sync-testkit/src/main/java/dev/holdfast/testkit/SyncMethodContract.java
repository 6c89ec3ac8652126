package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** The suite that every {@link SyncMethod} passes. Extend it and give a method, a target and something to sync. */
public abstract class SyncMethodContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A method whose target is there; the same target each time within a test, empty at first. */
    protected abstract SyncMethod working() throws Exception;

    /** A method whose target is configured and can't be reached, and that gives up soon. */
    protected abstract SyncMethod unreachable() throws Exception;

    /** At least two files to sync. */
    protected abstract MethodRequest request() throws Exception;

    /** Changes one file of what {@link #request()} names. */
    protected abstract void changeOneFile() throws Exception;

    /** What no sentence may hold, such as the tokens that the two methods are set up with. */
    protected List<String> secrets() {
        return List.of();
    }

    @Test
    void theNameIsShortAndStable() throws Exception {
        SyncMethod working = working();
        SyncMethod unreachable = unreachable();
        assertThat(working.name())
                .matches("[a-z][a-z0-9-]{0,30}")
                .isNotEqualTo("auto")
                .isEqualTo(unreachable.name());
        assertThat(working.priority()).isEqualTo(unreachable.priority());
    }

    @Test
    void preparingAndAskingChangeNothingHoweverOften() throws Exception {
        for (int i = 0; i < 3; i++) {
            SyncMethod method = working();
            method.prepare();
            method.prepare();
            assertThat(method.availability(LIMIT)).isEqualTo(method.availability(LIMIT));
        }
        assertThat(names(working().plan(request(), SyncContext.quiet()), false)).isEmpty();
    }

    @Test
    void aPlanSendsNothing() throws Exception {
        List<String> planned = names(working().plan(request(), SyncContext.quiet()), true);
        assertThat(planned).isNotEmpty();
        assertThat(names(working().plan(request(), SyncContext.quiet()), true)).isEqualTo(planned);
        assertThat(working().sync(request(), SyncContext.quiet()).filesUploaded())
                .containsExactlyInAnyOrderElementsOf(planned);
    }

    @Test
    void itCanBeAskedWhileItWorks() throws Exception {
        SyncMethod method = working();
        List<Availability> answers = new ArrayList<>();
        MethodResult result = method.sync(
                request(), new SyncContext(progress -> answers.add(method.availability(LIMIT)), new CancelSignal()));
        assertThat(result.filesUploaded()).isNotEmpty();
        assertThat(answers).isNotEmpty().allMatch(Availability::available);
    }

    @Test
    void whatIsCancelledBeforeItBeginsSendsNothing() throws Exception {
        SyncContext context = SyncContext.quiet();
        context.cancel().cancel();
        SyncMethod method = working();
        MethodRequest request = request();
        assertThatThrownBy(() -> method.sync(request, context)).isInstanceOf(CancellationException.class);
        assertThat(names(working().plan(request, SyncContext.quiet()), false)).isEmpty();
    }

    @Test
    void noSentenceHoldsASecret() throws Exception {
        List<String> sentences = new ArrayList<>();
        SyncMethod working = working();
        sentences.add(working.availability(LIMIT).reason());
        sentences.add(working.toString());
        MethodRequest request = request();
        SyncMethod unreachable = unreachable();
        sentences.add(unreachable.availability(LIMIT).reason());
        sentences.add(unreachable.toString());
        try {
            unreachable.sync(request, SyncContext.quiet());
        } catch (SyncException e) {
            sentences.add(e.getMessage());
        }
        assertThat(sentences).hasSize(5);
        for (String secret : secrets()) {
            assertThat(sentences).noneMatch(sentence -> sentence.contains(secret));
        }
    }

    @Test
    void aTargetThatIsThereIsAvailable() throws Exception {
        Availability availability = working().availability(LIMIT);
        assertThat(availability.available()).as(availability.reason()).isTrue();
        assertThat(availability.configured()).isTrue();
    }

    @Test
    void aTargetThatIsGoneIsUnavailableAndSaysWhy() throws Exception {
        Availability availability = unreachable().availability(LIMIT);
        assertThat(availability.available()).isFalse();
        assertThat(availability.configured()).isTrue();
        assertThat(availability.reason()).isNotBlank();
    }

    @Test
    void aSyncToATargetThatIsGoneFailsWithASentence() throws Exception {
        SyncMethod method = unreachable();
        MethodRequest request = request();
        assertThatThrownBy(() -> method.sync(request, SyncContext.quiet()))
                .isInstanceOfSatisfying(SyncException.class, failure -> {
                    assertThat(failure.method()).isEqualTo(method.name());
                    assertThat(failure.sentence()).isNotBlank().doesNotContain("Exception");
                });
    }

    @Test
    void aSecondSyncSendsNothing() throws Exception {
        MethodResult first = working().sync(request(), SyncContext.quiet());
        assertThat(first.filesUploaded())
                .allMatch(file -> file.matches("[^/]+/.+"))
                .doesNotHaveDuplicates();
        assertThat(first.filesUploaded()).hasSizeGreaterThan(1);
        assertThat(first.bytesTransferred()).isPositive();
        MethodResult second = working().sync(request(), SyncContext.quiet());
        assertThat(second.filesUploaded()).isEmpty();
        assertThat(second.filesSkipped()).containsExactlyInAnyOrderElementsOf(first.filesUploaded());
        assertThat(second.bytesTransferred()).isZero();
        assertThat(second.uploadId()).isEmpty();
    }

    @Test
    void onlyTheChangedFileIsSentAgain() throws Exception {
        working().sync(request(), SyncContext.quiet());
        changeOneFile();
        assertThat(working().sync(request(), SyncContext.quiet()).filesUploaded())
                .hasSize(1);
    }

    @Test
    void thePlanIsWhatTheSyncThenDoes() throws Exception {
        working().sync(request(), SyncContext.quiet());
        changeOneFile();
        List<PlannedFile> plan = working().plan(request(), SyncContext.quiet());
        assertThat(working().plan(request(), SyncContext.quiet())).isEqualTo(plan);
        MethodResult result = working().sync(request(), SyncContext.quiet());
        assertThat(names(plan, true)).containsExactlyInAnyOrderElementsOf(result.filesUploaded());
        assertThat(names(plan, false)).containsExactlyInAnyOrderElementsOf(result.filesSkipped());
    }

    @Test
    void progressNeverGoesBackAndEndsWithTheSize() throws Exception {
        Map<String, List<Progress>> heard = new HashMap<>();
        SyncContext context = new SyncContext(
                progress -> heard.computeIfAbsent(progress.source() + "/" + progress.file(), any -> new ArrayList<>())
                        .add(progress),
                new CancelSignal());
        MethodResult result = working().sync(request(), context);
        assertThat(heard.keySet()).containsAll(result.filesUploaded());
        heard.forEach((file, events) -> {
            assertThat(events).as(file).extracting(Progress::bytesDone).isSorted();
            Progress last = events.get(events.size() - 1);
            assertThat(last.bytesDone()).as(file).isEqualTo(last.bytesTotal());
        });
    }

    @Test
    void aCancelledSyncIsCancelledAndCanBeRepeated() throws Exception {
        CancelSignal cancel = new CancelSignal();
        SyncContext context = new SyncContext(progress -> cancel.cancel(), cancel);
        SyncMethod method = working();
        MethodRequest request = request();
        assertThatThrownBy(() -> method.sync(request, context)).isInstanceOf(CancellationException.class);
        assertThat(method.sync(request, SyncContext.quiet()).filesUploaded()).isNotEmpty();
    }

    private static List<String> names(List<PlannedFile> plan, boolean changed) {
        return plan.stream()
                .filter(file -> file.changed() == changed)
                .map(file -> file.source() + "/" + file.file())
                .toList();
    }
}
