package dev.holdfast.sync.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncExceptionTest {
    private static final String SENTENCE = "The thing refused; renew its key.";
    private static final Attempt ATTEMPT = new Attempt("cloud", false, Duration.ofSeconds(3), Optional.of(SENTENCE));

    record Member(SyncException failure, String method) {}

    static Stream<Member> family() {
        IOException cause = new IOException("deep down");
        return Stream.of(true, false)
                .flatMap(passes -> Stream.of(
                        new Member(new SyncException("pigeon", SENTENCE, passes, cause), "pigeon"),
                        new Member(new CloudUploadException(SENTENCE, passes, cause), "cloud"),
                        new Member(new HttpSyncException(SENTENCE, passes, cause), "http"),
                        new Member(new HybridSyncException(SENTENCE, passes, List.of(ATTEMPT), cause), "hybrid")));
    }

    @ParameterizedTest
    @MethodSource("family")
    void eachOfTheFamilySaysWhoFailedWhyAndWhatToDo(Member member) {
        SyncException failure = member.failure();
        assertThat(failure).hasMessage("[" + member.method() + "] " + SENTENCE).hasCauseInstanceOf(IOException.class);
        assertThat(failure.method()).isEqualTo(member.method());
        assertThat(failure.sentence()).isEqualTo(SENTENCE);
    }

    @ParameterizedTest
    @MethodSource("family")
    void eachSaysWhetherTimeCanMendIt(Member member) {
        List<Boolean> both = family().filter(other -> other.method().equals(member.method()))
                .map(other -> other.failure().isTransient())
                .toList();
        assertThat(both).containsExactlyInAnyOrder(true, false);
    }
}
