package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An S3 service that says what a test tells it to, for what a real one can't be brought to say. */
final class FakeS3 implements AutoCloseable {
    private final WireMockServer server =
            new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

    FakeS3() {
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    S3Options bucket(String bucket) {
        return S3Options.bucket(bucket)
                .withEndpoint(endpoint())
                .withPathStyle(true)
                .withCredentials(new S3Credentials("id", "secret"));
    }

    /** Gives this answer from now on; the newest that fits counts. */
    void answer(MappingBuilder request, ResponseDefinitionBuilder response) {
        server.stubFor(request.willReturn(response));
    }

    /** An error as the protocol has it. */
    static ResponseDefinitionBuilder error(int status, String code) {
        ResponseDefinitionBuilder response = aResponse().withStatus(status);
        return code.isEmpty()
                ? response
                : response.withHeader("Content-Type", "application/xml")
                        .withBody("<Error><Code>" + code + "</Code><Message>said so</Message></Error>");
    }

    /** What came with this method, in order. */
    List<Request> requests(RequestMethod method) {
        List<Request> requests = new ArrayList<>();
        for (ServeEvent event : server.getAllServeEvents()) {
            if (event.getRequest().getMethod().equals(method)) {
                requests.add(event.getRequest());
            }
        }
        // The newest stands first.
        Collections.reverse(requests);
        return requests;
    }

    /** The part behind the question mark of what came with this method, in order. */
    List<String> queries(RequestMethod method) {
        return requests(method).stream()
                .map(request -> URI.create(request.getUrl()).getRawQuery())
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }
}
