package dev.holdfast.testkit;

import com.google.errorprone.annotations.Immutable;
import dev.holdfast.testkit.net.HttpRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** An operation, and the one of its requests at which a fault strikes. */
enum S3FaultStep {
    REPLACE("put", S3FaultStep::isPut, FaultWork::replace),
    CREATE("create", S3FaultStep::isPut, FaultWork::create),
    CONFIRM("put: look at what arrived", is("HEAD"), FaultWork::create),
    FIND(
            "parts: look for an earlier try",
            request -> isGet(request) && request.has("uploads"),
            FaultWork::createInParts),
    BEGIN("parts: begin", request -> isPost(request) && request.has("uploads"), FaultWork::createInParts),
    PART("parts: send", request -> request.parameter("partNumber").equals(Optional.of("2")), FaultWork::createInParts),
    ALL_PARTS("parts: send all", request -> request.has("partNumber"), FaultWork::createInParts),
    COMPLETE("parts: complete", request -> isPost(request) && request.has("uploadId"), FaultWork::createInParts),
    OPEN("get", S3FaultStep::isRead, FaultWork::open),
    OPEN_IN_PARTS("get what came in parts", S3FaultStep::isRead, FaultWork::openInParts),
    STAT("stat", is("HEAD"), FaultWork::stat),
    LIST("list", request -> request.has("list-type"), FaultWork::list),
    DELETE("delete", is("DELETE"), FaultWork::delete),
    DELETE_ALL("delete many", request -> isPost(request) && request.has("delete"), FaultWork::deleteAll),
    COPY("move: copy", S3FaultStep::isCopy, FaultWork::move),
    REMOVE("move: remove", is("DELETE"), FaultWork::move),
    FREE_PUT("move to a free key: put", S3FaultStep::isPut, FaultWork::moveToFree),
    FREE_REMOVE("move to a free key: remove", is("DELETE"), FaultWork::moveToFree),
    SWEEP("sweep", request -> isGet(request) && request.has("uploads"), FaultWork::sweepAway),
    SWEEP_END("sweep: abort", request -> request.method().equals("DELETE"), FaultWork::sweepAway);

    /** All but one: sending all parts in vain takes long, and differs only in that nothing has arrived. */
    static final List<S3FaultStep> USUAL =
            Arrays.stream(values()).filter(step -> step != ALL_PARTS).toList();

    /** One step of each operation. */
    static final List<S3FaultStep> OPERATIONS =
            List.of(REPLACE, COMPLETE, OPEN, STAT, LIST, DELETE, DELETE_ALL, COPY, SWEEP);

    final String words;
    final Requests struck;
    final Works work;

    S3FaultStep(String words, Requests struck, Works work) {
        this.words = words;
        this.struck = struck;
        this.work = work;
    }

    /** Names some of the steps that a fault is tried at. */
    static String words(Set<S3FaultStep> some, Set<S3FaultStep> tried) {
        if (some.equals(EnumSet.copyOf(OPERATIONS))) {
            return "each operation";
        }
        if (some.containsAll(USUAL)) {
            return "each request";
        }
        return tried.containsAll(USUAL) && some.size() > USUAL.size() / 2
                ? "other requests"
                : some.stream().map(step -> step.words).collect(Collectors.joining(", "));
    }

    /** Whether it sends some megabytes. */
    boolean isInParts() {
        return this == FIND
                || this == BEGIN
                || this == PART
                || this == ALL_PARTS
                || this == COMPLETE
                || this == OPEN_IN_PARTS;
    }

    private static Requests is(String method) {
        return request -> request.method().equals(method) && !request.has("uploadId");
    }

    private static boolean isGet(HttpRequest request) {
        return request.method().equals("GET");
    }

    private static boolean isPost(HttpRequest request) {
        return request.method().equals("POST");
    }

    private static boolean isPut(HttpRequest request) {
        return request.method().equals("PUT") && !request.has("partNumber") && !isCopy(request);
    }

    private static boolean isCopy(HttpRequest request) {
        return request.header("x-amz-copy-source").isPresent();
    }

    private static boolean isRead(HttpRequest request) {
        return isGet(request) && !request.has("list-type") && !request.has("uploads");
    }

    /** Which requests a step's are. */
    @Immutable
    @FunctionalInterface
    interface Requests extends Predicate<HttpRequest> {}

    /** Makes an operation, for a prefix of its own. */
    @Immutable
    @FunctionalInterface
    interface Works extends Function<String, FaultWork> {}

    @Override
    public String toString() {
        return words;
    }
}
