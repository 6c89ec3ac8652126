package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Puts that go well: sizes, parts, versions, progress, metadata. */
abstract class StorageContractPuts extends StorageContractSetup {
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void whatWasPutIsReadBack() throws Exception {
        StoredObject stored = put("a/b.txt", "hello");
        assertThat(stored.key()).isEqualTo("a/b.txt");
        assertThat(stored.size()).isEqualTo(5);
        assertThat(read("a/b.txt")).isEqualTo("hello");
    }

    @Test
    void anEmptyObjectIsAnObject() throws Exception {
        assertThat(put("empty", "").size()).isZero();
        assertThat(read("empty")).isEmpty();
        assertThat(stat("empty").size()).isZero();
        assertThat(allKeys()).containsExactly("empty");
    }

    @Test
    void contentOfUnknownLengthThatComesInDribletsIsStoredWhole() throws Exception {
        byte[] content = bytes(3_000_001);
        StoredObject stored =
                storage.put("large", () -> new OddStreams.Driblets(content), PutOptions.DEFAULT.withPartSize(1 << 20));
        assertThat(stored.size()).isEqualTo(content.length);
        assertThat(readBytes("large")).isEqualTo(content);
    }

    @Test
    void contentOfUnknownLengthIsStoredWholeAtTheEdgesOfAPart() throws Exception {
        int part = partSize();
        for (int size : new int[] {0, 1, part, part + 1, 2 * part}) {
            byte[] content = bytes(size);
            assertStoredWhole(content, () -> new ByteArrayInputStream(content));
        }
    }

    @Test
    void contentOfKnownLengthIsStoredWholeAtTheEdgesOfTheMultipartThreshold() throws Exception {
        int threshold = Math.toIntExact(inParts().multipartThreshold());
        for (int size : new int[] {threshold - 1, threshold, threshold + 1}) {
            assertStoredWhole(bytes(size), Content.of(bytes(size)));
        }
    }

    @Test
    void contentLongerThanExpectedIsStoredWhole() throws Exception {
        int threshold = Math.toIntExact(inParts().multipartThreshold());
        byte[] content = bytes(threshold + partSize() / 2);
        assertStoredWhole(content, Content.sized(0, Content.of(content)));
        assertStoredWhole(content, Content.sized(threshold - 1L, Content.of(content)));
    }

    @Test
    void contentShorterThanExpectedIsStoredWhole() throws Exception {
        int part = partSize();
        assertStoredWhole(bytes(0), Content.sized(1, Content.of(bytes(0))));
        assertStoredWhole(bytes(0), Content.sized(10L * part, Content.of(bytes(0))));
        assertStoredWhole(bytes(1), Content.sized(part, Content.of(bytes(1))));
        assertStoredWhole(bytes(part), Content.sized(10L * part, Content.of(bytes(part))));
    }

    private void assertStoredWhole(byte[] expected, Content content) throws IOException {
        StoredObject stored = storage.put("whole", content, inParts());
        assertThat(stored.size()).isEqualTo(expected.length);
        assertThat(readBytes("whole")).isEqualTo(expected);
        assertThat(stat("whole").size()).isEqualTo(expected.length);
    }

    @Test
    void contentThatChangesBetweenTwoOpensIsStoredAsOneOfThem() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        storage.put(
                "k",
                () -> {
                    String digit = Integer.toString(opened.getAndIncrement());
                    return new ByteArrayInputStream(digit.repeat(partSize() + 1).getBytes(UTF_8));
                },
                inParts());
        String stored = read("k");
        assertThat(stored.length()).isEqualTo(partSize() + 1);
        assertThat(stored.chars().distinct().count()).isEqualTo(1);
    }

    @Test
    void statTellsWhatPutTold() throws Exception {
        StoredObject stored = put("k", "abc");
        assertThat(storage.stat("k")).contains(stored);
    }

    @Test
    void putReplacesAndChangesTheVersion() throws Exception {
        StoredObject first = put("k", "one");
        StoredObject second = put("k", "two, longer");
        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(read("k")).isEqualTo("two, longer");
    }

    @Test
    void aReplacementOfTheSameSizeChangesTheVersion() throws Exception {
        StoredObject first = put("k", "one");
        assertThat(put("k", "two").version()).isNotEqualTo(first.version());
        assertThat(stat("k").version()).isNotEqualTo(first.version());
    }

    @Test
    void theVersionStaysAsLongAsNothingIsPut() throws Exception {
        StoredObject stored = put("k", "one");
        put("other", "two");
        read("k");
        assertThat(stat("k").version()).isEqualTo(stored.version());
    }

    @Test
    void putTwiceIsPutOnce() throws Exception {
        put("k", "same");
        put("k", "same");
        assertThat(read("k")).isEqualTo("same");
        assertThat(allKeys()).containsExactly("k");
    }

    @Test
    void theModificationTimeIsNow() throws Exception {
        Instant modified = put("k", "x").modified();
        assertThat(Duration.between(modified, Instant.now()).abs()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void theHashIsTheContentsOwnWhereDeclared() throws Exception {
        put("k", "abc");
        byte[] large = bytes(partSize() + 1);
        StoredObject inParts = storage.put("large", Content.of(large), inParts());
        if (can(Capability.CONTENT_HASH)) {
            assertThat(stat("k").sha256()).contains(HASH_OF_ABC);
            assertThat(inParts.sha256()).contains(sha256(large));
            assertThat(stat("large").sha256()).contains(sha256(large));
        } else {
            stat("k").sha256().ifPresent(hash -> assertThat(hash).isEqualTo(HASH_OF_ABC));
            stat("large").sha256().ifPresent(hash -> assertThat(hash).isEqualTo(sha256(large)));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anIdentityIsKnownWhereDeclaredAndNotTheSameForTwoObjects() throws Exception {
        put("one", "x");
        put("two", "x");
        if (can(Capability.STABLE_IDENTITY)) {
            assertThat(stat("one").identity())
                    .isPresent()
                    .isNotEqualTo(stat("two").identity());
            assertThat(stat("one").identity()).isEqualTo(stat("one").identity());
        } else {
            stat("one").identity().ifPresent(identity -> assertThat(identity).isNotBlank());
        }
    }

    @Test
    void progressGoesForwardByPartsAndEndsWithTheSize() throws Exception {
        List<Long> heard = new ArrayList<>();
        storage.put(
                "k",
                Content.of(new byte[1_000_000]),
                PutOptions.DEFAULT.withPartSize(300_000).with(heard::add));
        assertThat(heard).isSorted().doesNotHaveDuplicates().endsWith(1_000_000L);
        assertThat(heard).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void progressOfSeveralPartsIsHeardOnTheWay() throws Exception {
        List<Long> heard = new ArrayList<>();
        long size = 2L * partSize() + 1;
        storage.put("k", Content.of(bytes((int) size)), inParts().with(heard::add));
        assertThat(heard).isSorted().doesNotHaveDuplicates().endsWith(size).hasSizeGreaterThan(1);
    }

    @Test
    void progressOfAnEmptyObjectEndsWithNothing() throws Exception {
        List<Long> heard = new ArrayList<>();
        storage.put("k", text(""), PutOptions.DEFAULT.with(heard::add));
        assertThat(heard).containsExactly(0L);
    }

    @Test
    void metadataIsKeptAsItIsOrRefusedAsDeclared() throws Exception {
        Map<String, String> metadata = Map.of(
                "origin", "test", "title", "Grüße, 世界 😀", "Mixed-Case", " spaces around ", "größe", "two\nlines = 1");
        if (can(Capability.USER_METADATA)) {
            StoredObject stored = storage.put("k", text("x"), PutOptions.DEFAULT.with(metadata));
            assertThat(stored.metadata()).isEqualTo(metadata);
            assertThat(stat("k").metadata()).isEqualTo(metadata);
            storage.put("large", Content.of(bytes(partSize() + 1)), inParts().with(metadata));
            assertThat(stat("large").metadata()).isEqualTo(metadata);
        } else {
            assertThatThrownBy(() -> storage.put("k", text("x"), PutOptions.DEFAULT.with(metadata)))
                    .isInstanceOf(StorageException.Unsupported.class);
            assertThat(storage.stat("k")).isEmpty();
            assertThat(allKeys()).isEmpty();
        }
    }

    @Test
    void aReplacementHasItsOwnMetadata() throws Exception {
        if (can(Capability.USER_METADATA)) {
            storage.put("k", text("one"), PutOptions.DEFAULT.with(Map.of("old", "1")));
            storage.put("k", text("two"), PutOptions.DEFAULT.with(Map.of("new", "2")));
            assertThat(stat("k").metadata()).isEqualTo(Map.of("new", "2"));
        }
        put("k", "three");
        assertThat(stat("k").metadata()).isEmpty();
    }
}
