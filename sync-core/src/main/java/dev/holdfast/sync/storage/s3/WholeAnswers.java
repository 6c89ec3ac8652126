package dev.holdfast.sync.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Refuses a good answer that was cut short. The JDK's HTTP client takes a connection that breaks for the end of the
 * answer, and the SDK takes a document that is missing for an empty one: a listing would have no objects in it. One that
 * goes on and on is cut off too, before it fills the memory.
 */
final class WholeAnswers implements ExecutionInterceptor {
    /** A thousand keys of a thousand characters, each written in six, and what is said of each, are less. */
    private static final int LARGEST = 16 << 20;

    private static final Set<Class<? extends SdkRequest>> ANSWERED_BY_DOCUMENT = Set.of(
            CompleteMultipartUploadRequest.class,
            CopyObjectRequest.class,
            CreateMultipartUploadRequest.class,
            DeleteObjectsRequest.class,
            ListMultipartUploadsRequest.class,
            ListObjectsV2Request.class,
            ListPartsRequest.class,
            UploadPartCopyRequest.class);
    private static final Set<Class<? extends SdkRequest>> ANSWERED_BY_LENGTH =
            Set.of(GetObjectRequest.class, HeadObjectRequest.class);
    private static final Set<Class<? extends SdkRequest>> ANSWERED_BY_TAG =
            Set.of(PutObjectRequest.class, UploadPartRequest.class);

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        SdkHttpResponse answer = context.httpResponse();
        if (answer.isSuccessful()) {
            Class<? extends SdkRequest> asked = context.request().getClass();
            requireHeader(answer, "Content-Length", ANSWERED_BY_LENGTH.contains(asked));
            requireHeader(answer, "ETag", ANSWERED_BY_TAG.contains(asked));
        }
        return answer;
    }

    private static void requireHeader(SdkHttpResponse answer, String name, boolean wanted) {
        if (wanted && answer.firstMatchingHeader(name).isEmpty()) {
            throw cut();
        }
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean document = context.httpResponse().isSuccessful()
                && ANSWERED_BY_DOCUMENT.contains(context.request().getClass());
        return document ? Optional.of(whole(context)) : context.responseBody();
    }

    private static InputStream whole(Context.ModifyHttpResponse context) {
        try (InputStream in = context.responseBody().orElseGet(InputStream::nullInputStream)) {
            byte[] document = in.readNBytes(LARGEST);
            String length = context.httpResponse()
                    .firstMatchingHeader("Content-Length")
                    .orElse(Integer.toString(document.length));
            if (document.length == 0
                    || document.length == LARGEST
                    || !length.equals(Integer.toString(document.length))) {
                throw cut();
            }
            return new ByteArrayInputStream(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UncheckedIOException cut() {
        return new UncheckedIOException(new EOFException());
    }
}
