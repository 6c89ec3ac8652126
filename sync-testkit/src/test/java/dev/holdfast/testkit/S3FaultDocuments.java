package dev.holdfast.testkit;

import dev.holdfast.testkit.net.HttpReply;
import dev.holdfast.testkit.net.HttpRequest;

/** Answers of an S3 service that is wrong. */
final class S3FaultDocuments {
    private S3FaultDocuments() {}

    static HttpReply cutShort() {
        return HttpReply.xml(200, "<Result><Cut").with("Content-Length", "1000");
    }

    static HttpReply deletionFailed() {
        return HttpReply.xml(
                200,
                "<DeleteResult><Error><Key>any</Key><Code>InternalError</Code><Message>As planned</Message></Error>"
                        + "</DeleteResult>");
    }

    /** The same page whatever was asked for. */
    static HttpReply repeated(HttpRequest request) {
        return listing(request, true, "a", "b");
    }

    /** No entries, and that there are more. */
    static HttpReply repeatedToken(HttpRequest request) {
        return listing(request, true);
    }

    static HttpReply unsorted(HttpRequest request) {
        return listing(request, false, "b", "a", "c");
    }

    static HttpReply duplicate(HttpRequest request) {
        return listing(request, false, "a", "a", "b");
    }

    /** One entry is gone already, one does not show yet; of unfinished uploads, only one that has ended shows. */
    static HttpReply stale(HttpRequest request) {
        if (!request.has("uploads")) {
            return listing(request, false, "a", "b", "gone");
        }
        String prefix = request.parameter("prefix").orElseThrow();
        return HttpReply.xml(
                        200,
                        "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>"
                                + (prefix.endsWith("/") ? prefix + "left" : prefix)
                                + "</Key><UploadId>ended</UploadId><Initiated>2026-01-01T00:00:00.000Z</Initiated>"
                                + "</Upload></ListMultipartUploadsResult>")
                .with("Date", "Fri, 02 Jan 2026 00:00:00 GMT");
    }

    private static HttpReply listing(HttpRequest request, boolean more, String... names) {
        StringBuilder document = new StringBuilder("<ListBucketResult><IsTruncated>" + more + "</IsTruncated>");
        if (more) {
            document.append("<NextContinuationToken>again</NextContinuationToken>");
        }
        for (String name : names) {
            document.append("<Contents><Key>")
                    .append(request.parameter("prefix").orElse(""))
                    .append(name)
                    .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>")
                    .append("<ETag>\"0123456789abcdef0123456789abcdef\"</ETag><Size>1</Size></Contents>");
        }
        return HttpReply.xml(200, document.append("</ListBucketResult>").toString());
    }

    /** No unfinished uploads, and that there are more. */
    static HttpReply repeatedMarker(HttpRequest request) {
        return HttpReply.xml(
                200,
                "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>"
                        + request.parameter("prefix").orElse("")
                        + "</NextKeyMarker><NextUploadIdMarker>again</NextUploadIdMarker>"
                        + "</ListMultipartUploadsResult>");
    }
}
