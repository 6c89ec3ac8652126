package dev.holdfast.testkit;

import static dev.holdfast.testkit.S3Fault.CORRUPT;
import static dev.holdfast.testkit.S3Fault.DENIED;
import static dev.holdfast.testkit.S3Fault.OCCUPIED;
import static dev.holdfast.testkit.S3Fault.PERMANENT;
import static dev.holdfast.testkit.S3Fault.RECOVERED;
import static dev.holdfast.testkit.S3Fault.RETRIED;
import static dev.holdfast.testkit.S3Fault.TRANSIENT;
import static dev.holdfast.testkit.S3Fault.UNHARMED;
import static dev.holdfast.testkit.S3Fault.UNNOTICED;
import static dev.holdfast.testkit.S3FaultStep.ALL_PARTS;
import static dev.holdfast.testkit.S3FaultStep.BEGIN;
import static dev.holdfast.testkit.S3FaultStep.COMPLETE;
import static dev.holdfast.testkit.S3FaultStep.COPY;
import static dev.holdfast.testkit.S3FaultStep.CREATE;
import static dev.holdfast.testkit.S3FaultStep.DELETE;
import static dev.holdfast.testkit.S3FaultStep.DELETE_ALL;
import static dev.holdfast.testkit.S3FaultStep.FIND;
import static dev.holdfast.testkit.S3FaultStep.FREE_PUT;
import static dev.holdfast.testkit.S3FaultStep.FREE_REMOVE;
import static dev.holdfast.testkit.S3FaultStep.LIST;
import static dev.holdfast.testkit.S3FaultStep.OPEN;
import static dev.holdfast.testkit.S3FaultStep.OPEN_IN_PARTS;
import static dev.holdfast.testkit.S3FaultStep.PART;
import static dev.holdfast.testkit.S3FaultStep.REMOVE;
import static dev.holdfast.testkit.S3FaultStep.REPLACE;
import static dev.holdfast.testkit.S3FaultStep.SWEEP;
import static dev.holdfast.testkit.S3FaultStep.SWEEP_END;

import dev.holdfast.testkit.S3Fault.Patience;
import dev.holdfast.testkit.net.Ending;
import dev.holdfast.testkit.net.HttpReply;
import dev.holdfast.testkit.net.HttpRequest;
import dev.holdfast.testkit.net.LineFault;
import dev.holdfast.testkit.net.TcpFault;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** The faults that an S3 service, and the way to it, can have. */
final class S3Faults {
    /** Behind any head, within any body that is struck there. */
    private static final int MID_BODY = 20_000;

    private static final S3FaultStep[] OPERATIONS = S3FaultStep.OPERATIONS.toArray(new S3FaultStep[0]);

    private S3Faults() {}

    static List<S3Fault> all() {
        return Stream.of(answers(), connections(), lostReplies(), bodies(), listings())
                .flatMap(List::stream)
                .toList();
    }

    private static List<S3Fault> answers() {
        return List.of(
                answer("500", error(500, "InternalError")).at(RETRIED).at(RETRIED, ALL_PARTS),
                answer("502", HttpReply.of(502)).at(RETRIED),
                answer("503 with Retry-After", error(503, "SlowDown").with("Retry-After", "7"))
                        .at(RETRIED)
                        .waits(Duration.ofSeconds(7)),
                answer("429", error(429, "TooManyRequests")).at(RETRIED),
                answer("408", error(408, "RequestTimeout")).at(RETRIED),
                answer("401", error(401, "Unauthorized")).at(DENIED).at(UNHARMED, FIND),
                answer("403 in the middle", error(403, "AccessDenied"))
                        .at(DENIED)
                        .at(DENIED, ALL_PARTS)
                        .at(UNHARMED, FIND),
                answer("404, no bucket", error(404, "NoSuchBucket"))
                        .atEveryRequest()
                        .at(PERMANENT, OPERATIONS),
                answer("409", error(409, "ConditionalRequestConflict"))
                        .at(RETRIED, REPLACE, CREATE, COMPLETE, DELETE, DELETE_ALL, COPY, FREE_PUT),
                answer("412", error(412, "PreconditionFailed"))
                        .at(OCCUPIED, CREATE, COMPLETE, FREE_PUT)
                        .at(RETRIED, COPY),
                answer("the clocks differ too much", error(403, "RequestTimeTooSkewed"))
                        .atEveryRequest()
                        .at(RETRIED, OPERATIONS),
                answer("200 with an error document", error(200, "InternalError"))
                        .at(RETRIED, COMPLETE, COPY),
                answer("200 with a document cut short", S3FaultDocuments.cutShort())
                        .at(RETRIED, FIND, BEGIN, COMPLETE, LIST, DELETE_ALL, COPY, SWEEP),
                answer("200 with errors for some of the keys", S3FaultDocuments.deletionFailed())
                        .at(RETRIED, DELETE_ALL));
    }

    private static List<S3Fault> connections() {
        return List.of(
                new S3Fault("connection refused", (site, struck) -> site.front().refuse())
                        .atEveryRequest()
                        .unseen()
                        .at(RETRIED, OPERATIONS),
                accident("read time-out", TcpFault.SILENT)
                        .with(Patience.SHORT_SOCKET)
                        .atEveryRequest()
                        .at(RETRIED, OPERATIONS),
                accident("request in drips", TcpFault.onRequest(drips(8 << 10, 1)))
                        .at(UNHARMED, REPLACE, PART),
                accident("reply in drips", TcpFault.onReply(drips(64, 1)))
                        .atEveryRequest()
                        .at(UNHARMED, OPERATIONS),
                accident("request in drips, without an end", TcpFault.onRequest(drips(64, 100)))
                        .with(Patience.SHORT_GUARD)
                        .at(RETRIED, REPLACE, PART),
                accident("reply in drips, without an end", TcpFault.onReply(drips(1, 100)))
                        .with(Patience.SHORT_GUARD)
                        .atEveryRequest()
                        .at(RETRIED, OPERATIONS),
                accident("reset before the request has arrived", request(300, Ending.RST))
                        .at(RETRIED)
                        .at(RETRIED, ALL_PARTS),
                accident("reset within the body of a request", request(MID_BODY, Ending.RST))
                        .at(RETRIED, REPLACE, CREATE, PART),
                accident("reset within the body of a reply", reply(MID_BODY, Ending.RST))
                        .at(TRANSIENT, OPEN, OPEN_IN_PARTS),
                accident("200 with a body cut short", reply(MID_BODY, Ending.FIN))
                        .at(TRANSIENT, OPEN, OPEN_IN_PARTS));
    }

    private static List<S3Fault> lostReplies() {
        return List.of(
                lost("reset before its head", reply(0, Ending.RST)),
                lost("closed before its head", reply(0, Ending.FIN)),
                accident("applied but reply lost, read time-out", TcpFault.REPLY_SWALLOWED)
                        .with(Patience.SHORT_SOCKET)
                        .thatArrives()
                        .at(RETRIED, REPLACE, CREATE, PART, COMPLETE, DELETE, DELETE_ALL)
                        .at(RETRIED, COPY, REMOVE, FREE_PUT, FREE_REMOVE, SWEEP_END),
                // The status has arrived, and for some requests that is all there is to know.
                accident("applied, reply closed within its head", reply(40, Ending.FIN))
                        .thatArrives()
                        .thatSpoilsConnections()
                        .leavesForSweepAt(BEGIN)
                        .at(RETRIED)
                        .at(RETRIED, ALL_PARTS)
                        .at(UNHARMED, DELETE, REMOVE, FREE_REMOVE, SWEEP_END)
                        .at(RECOVERED, CREATE, PART, COMPLETE, FREE_PUT));
    }

    /** The service keeps what it was sent, so that the retry finds it there; only a reply that is always lost is missed. */
    private static S3Fault lost(String how, TcpFault fault) {
        return accident("applied but reply lost, " + how, fault)
                .thatArrives()
                .leavesForSweepAt(BEGIN)
                .at(RETRIED)
                .at(RETRIED, ALL_PARTS)
                .at(RECOVERED, PART, COMPLETE, REMOVE, FREE_REMOVE, SWEEP_END);
    }

    private static List<S3Fault> bodies() {
        return List.of(
                accident("upload altered on the way", TcpFault.onRequest(LineFault.NONE.altered(MID_BODY)))
                        .at(RETRIED, REPLACE, CREATE, PART),
                // What was sent in parts has no hash that the service tells: who reads it compares the one they know.
                accident("download altered on the way", TcpFault.onReply(LineFault.NONE.altered(MID_BODY)))
                        .at(CORRUPT, OPEN)
                        .at(UNNOTICED, OPEN_IN_PARTS),
                answered("download shorter than the object, with 200", S3FaultSite::shortened)
                        .at(CORRUPT, OPEN)
                        .at(UNNOTICED, OPEN_IN_PARTS),
                answered("upload taken short, with 200", S3FaultSite::takenShort)
                        .thatSpoils()
                        .at(CORRUPT, REPLACE, CREATE, PART));
    }

    private static List<S3Fault> listings() {
        return List.of(
                document("listing that repeats a page", S3FaultDocuments::repeated)
                        .at(CORRUPT, LIST),
                document("listing that repeats a continuation token", S3FaultDocuments::repeatedToken)
                        .at(CORRUPT, LIST),
                document("unsorted listing", S3FaultDocuments::unsorted).at(CORRUPT, LIST),
                document("listing with a key twice", S3FaultDocuments::duplicate)
                        .at(CORRUPT, LIST),
                // Nobody can see that a listing lags: what relies on one is tested behind StaleListingStorage.
                document("stale listing", S3FaultDocuments::stale)
                        .thatBlinds()
                        .at(UNNOTICED, LIST)
                        .at(UNHARMED, FIND, SWEEP),
                document("listing of unfinished uploads that repeats a marker", S3FaultDocuments::repeatedMarker)
                        .at(UNHARMED, FIND)
                        .at(CORRUPT, SWEEP));
    }

    static HttpReply error(int status, String code) {
        return HttpReply.xml(status, "<Error><Code>" + code + "</Code><Message>As planned</Message></Error>");
    }

    private static S3Fault answer(String name, HttpReply reply) {
        return document(name, request -> reply);
    }

    private static S3Fault document(String name, Function<HttpRequest, HttpReply> reply) {
        return answered(name, (site, request) -> reply.apply(request));
    }

    private static S3Fault answered(String name, BiFunction<S3FaultSite, HttpRequest, HttpReply> reply) {
        return new S3Fault(
                name,
                (site, struck) ->
                        site.front().answer(struck, Integer.MAX_VALUE, request -> reply.apply(site, request)));
    }

    private static S3Fault accident(String name, TcpFault fault) {
        return new S3Fault(name, (site, struck) -> site.front().disturb(struck, Integer.MAX_VALUE, fault));
    }

    private static LineFault drips(int bytes, int everyMillis) {
        return LineFault.NONE.drip(bytes, Duration.ofMillis(everyMillis));
    }

    private static TcpFault request(long bytes, Ending ending) {
        return TcpFault.onRequest(LineFault.NONE.cut(bytes, ending));
    }

    private static TcpFault reply(long bytes, Ending ending) {
        return TcpFault.onReply(LineFault.NONE.cut(bytes, ending));
    }
}
