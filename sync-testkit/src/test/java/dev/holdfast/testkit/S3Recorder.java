package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import dev.holdfast.sync.storage.s3.S3Options;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Stands before a real S3 service, writes down what is asked of it, and answers in its place where told to. */
final class S3Recorder implements AutoCloseable {
    private final WireMockServer server;
    private final S3Options direct;

    /** Stands before the service of a bucket. */
    S3Recorder(S3Options direct) {
        this.direct = direct;
        this.server = new WireMockServer(options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(16)
                .preserveHostHeader(true));
        server.start();
        server.stubFor(any(anyUrl())
                .atPriority(10)
                .willReturn(
                        aResponse().proxiedFrom(direct.endpoint().orElseThrow().toString())));
    }

    /** The bucket, seen through this. */
    S3Options seen() {
        return direct.withEndpoint(URI.create("http://127.0.0.1:" + server.port()));
    }

    /** Answers such requests itself, until {@link #stop}. */
    StubMapping answer(MappingBuilder request) {
        return server.stubFor(request.atPriority(1));
    }

    /** Lets such requests through again. */
    void stop(StubMapping answer) {
        server.removeStub(answer);
    }

    /** The numbers of the parts that the service took, in the order in which it did. */
    List<Integer> partsTaken() {
        return events(S3Recorder::isPart).stream()
                .filter(event -> event.getResponse().getStatus() == 200)
                .map(event -> Integer.valueOf(
                        event.getRequest().queryParameter("partNumber").firstValue()))
                .toList();
    }

    /** The sizes of the bodies that the service took in one request each. */
    List<Integer> wholeObjects() {
        return events(event -> event.getRequest().getMethod().equals(RequestMethod.PUT) && !isPart(event)).stream()
                .map(event -> event.getRequest().getBody().length)
                .toList();
    }

    /** How many requests of such a kind came. */
    int count(RequestMethod method, String parameter) {
        return events(event -> event.getRequest().getMethod().equals(method)
                        && event.getRequest().queryParameter(parameter).isPresent())
                .size();
    }

    /** Forgets what came until now. */
    void forget() {
        server.resetRequests();
    }

    private static boolean isPart(ServeEvent event) {
        return event.getRequest().getMethod().equals(RequestMethod.PUT)
                && event.getRequest().queryParameter("partNumber").isPresent();
    }

    private List<ServeEvent> events(Predicate<ServeEvent> wanted) {
        List<ServeEvent> events = new ArrayList<>(
                server.getAllServeEvents().stream().filter(wanted).toList());
        // The newest stands first.
        Collections.reverse(events);
        return events;
    }

    @Override
    public void close() {
        server.stop();
    }
}
