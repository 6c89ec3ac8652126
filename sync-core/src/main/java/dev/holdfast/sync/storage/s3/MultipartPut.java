package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Stores one object in parts. A few parts are in memory and on their way at once; the calling thread reads the content
 * and does all the book-keeping. Used once, by one thread.
 *
 * <p>A put without metadata goes on with an earlier one of the same key: parts that the service already has, by size and
 * MD5, are read but not sent. So a failure that may pass leaves an upload that holds parts where it is, for the next try.
 * Any other failure, a cancelled put, and one with metadata (which an unfinished upload does not show) abort it.
 *
 * <p>Two puts that go on with the same upload do no harm: its completion names each part by its tag, so it fails when one
 * of them put other bytes there, and the second completion fails because there is no upload any more.
 */
final class MultipartPut {
    private static final Logger LOG = LoggerFactory.getLogger(MultipartPut.class);

    private static final long STOPS_WITHIN_SECONDS = 5;

    private record Sent(Part part, String md5, CompletedPart completed) {}

    private record Booked(String md5, CompletedPart completed) {}

    private final Bucket bucket;
    private final StoredObjects objects;
    private final Uploads uploads;
    private final String key;
    private final PutOptions options;

    private final Deque<byte[]> buffers = new ArrayDeque<>();
    private final TreeMap<Integer, Booked> booked = new TreeMap<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private int buffersMade = 1;
    private int inFlight;
    private long taken;

    MultipartPut(Bucket bucket, StoredObjects objects, Uploads uploads, String key, PutOptions options) {
        this.bucket = bucket;
        this.objects = objects;
        this.uploads = uploads;
        this.key = key;
        this.options = options;
    }

    StoredObject run(PartReader reader, Part first) throws IOException {
        Map<String, String> headers = Metadata.encode(options.metadata());
        Unfinished upload = begin(first, headers);
        ExecutorService threads = Executors.newFixedThreadPool(PartSizes.inFlight(reader.partSize()), work -> {
            Thread thread = new Thread(work, "s3-part");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return send(reader, first, upload, headers, threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private StoredObject send(
            PartReader reader, Part first, Unfinished upload, Map<String, String> headers, ExecutorService threads)
            throws IOException {
        try {
            sendParts(reader, first, upload, new ExecutorCompletionService<>(threads));
            return complete(upload, headers);
        } catch (StorageException.Transient e) {
            if (isCancelled(reader, e) || !isResumable() || !holdsParts(upload, threads)) {
                abort(upload, threads, e);
            }
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            abort(upload, threads, e);
            throw e;
        }
    }

    private boolean isResumable() {
        return options.metadata().isEmpty();
    }

    private Unfinished begin(Part first, Map<String, String> headers) throws StorageException {
        if (isResumable()) {
            Optional<Unfinished> earlier = uploads.find(key, first, first.digest(Digests.md5()));
            if (earlier.isPresent()) {
                LOG.info(
                        "Going on with an upload of {}, of which {} parts are there.",
                        key,
                        earlier.get().parts().size());
                return earlier.get();
            }
        }
        return new Unfinished(uploads.begin(key, headers), Map.of());
    }

    private void sendParts(PartReader reader, Part first, Unfinished upload, CompletionService<Sent> senders)
            throws IOException {
        for (Part part = first; ; part = reader.next(buffer(reader, senders))) {
            Part next = part;
            PartSizes.requireRoom(key, next.number(), reader.partSize());
            senders.submit(() -> send(next, upload));
            inFlight++;
            for (Future<Sent> done = senders.poll(); done != null; done = senders.poll()) {
                book(done);
            }
            if (next.last()) {
                break;
            }
        }
        while (inFlight > 0) {
            book(await(senders));
        }
    }

    private byte[] buffer(PartReader reader, CompletionService<Sent> senders) throws StorageException {
        if (buffers.isEmpty() && buffersMade < PartSizes.inFlight(reader.partSize())) {
            buffersMade++;
            return new byte[reader.partSize()];
        }
        while (buffers.isEmpty()) {
            book(await(senders));
        }
        return buffers.pop();
    }

    private Sent send(Part part, Unfinished upload) throws StorageException {
        byte[] md5 = part.digest(Digests.md5());
        String base64 = Base64.getEncoder().encodeToString(md5);
        Optional<CompletedPart> there = upload.sent(part, md5);
        if (there.isPresent()) {
            return new Sent(part, base64, there.get());
        }
        UploadPartResponse answer = duringUpload(() -> bucket.call(
                key,
                client -> client.uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(bucket.path(key))
                                .uploadId(upload.id())
                                .partNumber(part.number())
                                .contentMD5(base64),
                        part.body(options.alive()))));
        if (!StoredObjects.hasOwnTags(answer.serverSideEncryptionAsString(), answer.sseCustomerAlgorithm())
                && ETags.contradicts(answer.eTag(), md5)) {
            throw objects.damaged(key);
        }
        arrived.incrementAndGet();
        return new Sent(part, base64, SentPart.of(part.number(), answer));
    }

    private Future<Sent> await(CompletionService<Sent> senders) throws StorageException {
        try {
            return senders.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private void book(Future<Sent> done) throws StorageException {
        inFlight--;
        Sent sent;
        try {
            sent = done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
        booked.put(sent.part().number(), new Booked(sent.md5(), sent.completed()));
        buffers.push(sent.part().buffer());
        taken += sent.part().length();
        options.progress().accept(taken);
    }

    private StorageException interrupted(InterruptedException cause) {
        return new StorageException.Transient("Sending " + key + " was interrupted.", cause);
    }

    private StoredObject complete(Unfinished upload, Map<String, String> headers) throws StorageException {
        boolean createOnly = options.precondition() instanceof Precondition.Absent;
        List<CompletedPart> parts =
                booked.values().stream().map(Booked::completed).toList();
        CompleteMultipartUploadResponse answer =
                duringUpload(() -> uploads.complete(key, upload.id(), parts, createOnly));
        MessageDigest md5OfMd5s = Digests.md5();
        booked.values().forEach(part -> md5OfMd5s.update(Base64.getDecoder().decode(part.md5())));
        if (!StoredObjects.hasOwnTags(answer.serverSideEncryptionAsString(), null)
                && ETags.contradicts(answer.eTag(), md5OfMd5s.digest(), parts.size())) {
            throw objects.damaged(key);
        }
        return objects.arrived(key, taken, headers, answer.eTag(), answer.sdkHttpResponse());
    }

    /** An upload that is gone under our hands was ended by somebody: beginning anew helps. */
    private <T> T duringUpload(Step<T> step) throws StorageException {
        try {
            return step.run();
        } catch (StorageException.NotFound e) {
            throw new StorageException.Transient("Somebody else has ended the upload of " + key + ".", e);
        }
    }

    /** An interrupt may mean that nobody waits any more or that it is cancelled: the content knows which. */
    private static boolean isCancelled(PartReader reader, StorageException failure) throws IOException {
        if (!Thread.currentThread().isInterrupted()) {
            return false;
        }
        try {
            reader.touch();
            return false;
        } catch (CancellationException e) {
            failure.addSuppressed(e);
            return true;
        }
    }

    /** An upload that holds nothing shows nobody that it could be gone on with. */
    private boolean holdsParts(Unfinished upload, ExecutorService threads) {
        letArrive(threads);
        return !upload.parts().isEmpty() || arrived.get() > 0;
    }

    /** Parts that are on their way already are worth a moment: they need not be sent again. */
    private void letArrive(ExecutorService threads) {
        threads.shutdown();
        if (!Thread.currentThread().isInterrupted()) {
            awaitEnd(threads);
        }
    }

    private void abort(Unfinished upload, ExecutorService threads, Throwable failure) {
        boolean interrupted = Thread.interrupted();
        // A part that arrives after the abort would stay.
        threads.shutdownNow();
        awaitEnd(threads);
        interrupted |= Thread.interrupted();
        uploads.abortAfter(failure, key, upload.id());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd(ExecutorService threads) {
        try {
            if (!threads.awaitTermination(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("A part of {} is still on its way.", key);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws StorageException;
    }
}
