package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Listings of a bucket: what other programs left in it, and what no honest service says. */
@Tag("alone")
class S3ListingTest {
    private static final FakeS3 SERVICE = new FakeS3();
    private static final S3Storage STORAGE = new S3Storage(SERVICE.bucket("b").withPrefix("base"));

    @AfterAll
    static void close() {
        STORAGE.close();
        SERVICE.close();
    }

    @Test
    void whatOtherProgramsLeftIsShownAsFarAsAKeyCanNameIt() throws Exception {
        S3Options options = S3Proxy.shared().newBucket().withPrefix("base");
        try (S3Client client = S3Proxy.shared().client();
                S3Storage storage = new S3Storage(options)) {
            for (String name : List.of(
                    "base/", "base/marked/", "base/a/b", "base/a/", "base/nul", "base/end.", "basement", "other/x")) {
                client.putObject(request -> request.bucket(options.bucket()).key(name), RequestBody.empty());
            }
            assertThat(names(storage.list("", Depth.ONE_LEVEL, "", 100))).containsExactly("a/", "marked/");
            assertThat(names(storage.list("", Depth.ALL, "", 100))).containsExactly("a/b");
            assertThat(names(storage.list("a/", Depth.ONE_LEVEL, "", 100))).containsExactly("a/b");
            assertThat(Pages.names(storage, "", Depth.ALL, 1)).containsExactly("a/b");
            storage.deleteFolder("marked/");
            assertThat(Listing.folders(storage, "")).containsExactly("a/");
        }
    }

    @Test
    void anAnswerThatGoesOnAndOnDoesNotFillTheMemory() {
        String padding = " ".repeat(17 << 20);
        SERVICE.answer(any(anyUrl()), aResponse().withBody("<ListBucketResult>" + padding + "</ListBucketResult>"));
        assertThatThrownBy(() -> STORAGE.list("", Depth.ALL, "", 10)).isInstanceOf(StorageException.Transient.class);
    }

    @Test
    void namesAreListedAsTheyWereGiven() throws Exception {
        List<String> odd = List.of("a b+c&d%2Fe", "ä<ö>\"'", "日本", "😀", "~!*()=,;@$");
        try (StorageClient storage = new S3Storage(S3Proxy.shared().newBucket())) {
            for (String name : odd) {
                storage.put(name, Content.of(new byte[0]), PutOptions.DEFAULT);
            }
            assertThat(Pages.names(storage, "", Depth.ALL, 2)).containsExactlyInAnyOrderElementsOf(odd);
            storage.deleteAll(odd);
            assertThat(Pages.names(storage, "", Depth.ALL, 2)).isEmpty();
        }
    }

    @Test
    void aListingThatIsNotInOrderIsRefused() {
        assertRefused(page(false, "", "base/b", "base/a"));
    }

    @Test
    void aListingThatNamesAnObjectTwiceIsRefused() {
        assertRefused(page(false, "", "base/a", "base/a"));
    }

    @Test
    void aListingThatLeavesThePrefixIsRefused() {
        assertRefused(page(false, "", "secret/a"));
        SERVICE.answer(any(anyUrl()), page(false, "", "base/b/a"));
        assertThatThrownBy(() -> STORAGE.list("a/", Depth.ALL, "", 10)).isInstanceOf(StorageException.Corrupt.class);
    }

    @Test
    void aServiceThatAlwaysGivesTheSamePageIsRefused() {
        SERVICE.answer(any(anyUrl()), page(true, "same", "base/a", "base/b"));
        assertThatThrownBy(() -> Listing.objects(STORAGE, "", Depth.ALL, object -> {}))
                .isInstanceOf(StorageException.Corrupt.class);
    }

    @Test
    void aServiceThatPromisesMoreAndNeverGivesAnyIsRefused() {
        assertRefused(page(true, "same"));
        assertRefused(page(true, ""));
    }

    @Test
    void aFolderThatComesAgainBehindItselfShowsOnce() throws Exception {
        SERVICE.answer(any(anyUrl()), xml("<IsTruncated>false</IsTruncated>" + folder("base/a/") + folder("base/c/")));
        assertThat(STORAGE.list("", Depth.ONE_LEVEL, "a/", 1).folders()).containsExactly("c/");
        assertThat(SERVICE.queries(RequestMethod.GET)).last().asString().contains("max-keys=2");
    }

    @Test
    void aPageIsNeverLargerThanAskedForAndGoesOnBehindItsLastName() throws Exception {
        SERVICE.answer(any(anyUrl()), page(false, "", "base/a", "base/b", "base/c"));
        ListPage page = STORAGE.list("", Depth.ALL, "", 2);
        assertThat(names(page)).containsExactly("a", "b");
        assertThat(page.next()).contains("b");
    }

    @Test
    void aPageOfNamesThatAreNoKeysLeadsOn() throws Exception {
        SERVICE.answer(any(anyUrl()), page(true, "t", "base/a//b", "base/a//c"));
        ListPage page = STORAGE.list("", Depth.ALL, "", 2);
        assertThat(names(page)).isEmpty();
        assertThat(page.next()).contains("a//c");
    }

    @Test
    void deletingManyFallsBackToOneByOneWhereTheServiceKnowsNoOtherWay() throws Exception {
        SERVICE.answer(any(anyUrl()), aResponse().withStatus(204));
        SERVICE.answer(post(anyUrl()), FakeS3.error(501, "NotImplemented"));
        STORAGE.deleteAll(List.of("one", "two"));
        assertThat(SERVICE.requests(RequestMethod.DELETE).stream().map(request -> request.getUrl()))
                .contains("/b/base/one", "/b/base/two");
    }

    @Test
    void aKeyThatCouldNotBeDeletedAmongManyIsSaid() {
        SERVICE.answer(
                any(anyUrl()),
                xml(
                        "DeleteResult",
                        "<Error><Key>base/gone</Key><Code>NoSuchKey</Code></Error>"
                                + "<Error><Key>base/two</Key><Code>AccessDenied</Code></Error>"));
        assertThatThrownBy(() -> STORAGE.deleteAll(List.of("gone", "two")))
                .isInstanceOf(StorageException.Denied.class)
                .hasMessageContaining("two");
        assertThat(SERVICE.requests(RequestMethod.POST))
                .last()
                .satisfies(
                        request -> assertThat(request.getHeader("Content-MD5")).isNotBlank());
    }

    private static void assertRefused(ResponseDefinitionBuilder answer) {
        SERVICE.answer(any(anyUrl()), answer);
        assertThatThrownBy(() -> STORAGE.list("", Depth.ALL, "", 10)).isInstanceOf(StorageException.Corrupt.class);
    }

    private static Collection<String> names(ListPage page) {
        return Stream.concat(page.folders().stream(), page.objects().stream().map(StoredObject::key))
                .toList();
    }

    private static ResponseDefinitionBuilder page(boolean more, String token, String... names) {
        return xml("<IsTruncated>" + more + "</IsTruncated>"
                + (token.isEmpty() ? "" : "<NextContinuationToken>" + token + "</NextContinuationToken>")
                + Stream.of(names)
                        .map(name -> "<Contents><Key>" + name + "</Key><Size>1</Size><ETag>\"e\"</ETag>"
                                + "<LastModified>2001-01-01T00:00:00Z</LastModified></Contents>")
                        .collect(Collectors.joining()));
    }

    private static String folder(String name) {
        return "<CommonPrefixes><Prefix>" + name + "</Prefix></CommonPrefixes>";
    }

    private static ResponseDefinitionBuilder xml(String body) {
        return xml("ListBucketResult", body);
    }

    private static ResponseDefinitionBuilder xml(String root, String body) {
        return aResponse()
                .withHeader("Content-Type", "application/xml")
                .withBody("<" + root + ">" + body + "</" + root + ">");
    }
}
