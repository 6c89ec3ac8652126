package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Opening, whole and in ranges, and describing. */
abstract class StorageContractReads extends StorageContractConditions {
    @Test
    void statOfNothingIsEmpty() throws Exception {
        put("there/is", "x");
        assertThat(storage.stat("nothing")).isEmpty();
        assertThat(storage.stat("there")).isEmpty();
        assertThat(storage.stat("there/is/not")).isEmpty();
    }

    @Test
    void openingNothingIsNotFound() throws Exception {
        put("there/is", "x");
        for (String key : new String[] {"nothing", "no/thing", "there", "there/is/not"}) {
            assertThatThrownBy(() -> storage.open(key).close()).isInstanceOf(StorageException.NotFound.class);
            assertThatThrownBy(() -> storage.open(key, 0, 1).close()).isInstanceOf(StorageException.NotFound.class);
        }
    }

    @Test
    void aFolderIsNotAnObject() throws Exception {
        put("folder/file", "x");
        storage.putFolder("empty/");
        assertThatThrownBy(() -> storage.open("folder").close()).isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.open("empty").close()).isInstanceOf(StorageException.NotFound.class);
        storage.delete("folder");
        assertThat(read("folder/file")).isEqualTo("x");
    }

    @Test
    void aReaderNeverSeesAMixtureWhenTheObjectIsReplaced() throws Exception {
        put("k", "old old old");
        try (InputStream in = storage.open("k")) {
            String first = Character.toString(in.read());
            put("k", "new new new");
            assertThat(first + rest(in)).isIn("old old old", "ofailed");
        }
        assertThat(read("k")).isEqualTo("new new new");
    }

    /** The contract lets a reader of a replaced object fail. */
    private static String rest(InputStream in) {
        try {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "failed";
        }
    }

    @Test
    void aReaderNeverSeesAMixtureWhenTheObjectIsDeleted() throws Exception {
        put("k", "old old old");
        try (InputStream in = storage.open("k")) {
            String first = Character.toString(in.read());
            storage.delete("k");
            assertThat(first + rest(in)).isIn("old old old", "ofailed");
        }
    }

    @Test
    void anObjectCanBeReadByManyAtOnce() throws Exception {
        byte[] content = bytes(100_000);
        storage.put("k", Content.of(content), inParts());
        try (InputStream one = storage.open("k");
                InputStream two = storage.open("k")) {
            byte[] start = one.readNBytes(50_000);
            assertThat(two.readAllBytes()).isEqualTo(content);
            assertThat(start).isEqualTo(Arrays.copyOf(content, 50_000));
            assertThat(one.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 50_000, content.length));
        }
    }

    @Test
    void aReaderMayStopInTheMiddle() throws Exception {
        storage.put("k", Content.of(bytes(partSize() + 1)), inParts());
        InputStream in = storage.open("k");
        assertThat(in.readNBytes(10)).hasSize(10);
        in.close();
        in.close();
        assertThat(readBytes("k")).isEqualTo(bytes(partSize() + 1));
    }

    @Test
    void bytesAreReadOneByOneAsTheyAre() throws Exception {
        storage.put("k", Content.of(new byte[] {0, (byte) 0xff, 0x7f}), inParts());
        try (InputStream in = storage.open("k")) {
            assertThat(new int[] {in.read(), in.read(), in.read(), in.read()}).containsExactly(0, 0xff, 0x7f, -1);
        }
    }

    @Test
    void rangesAreCutToTheObject() throws Exception {
        put("k", "0123456789");
        assertThat(read("k", 2, 3)).isEqualTo("234");
        assertThat(read("k", 0, 10)).isEqualTo("0123456789");
        assertThat(read("k", 8, Long.MAX_VALUE)).isEqualTo("89");
        assertThat(read("k", 10, 5)).isEmpty();
        assertThat(read("k", 99, 5)).isEmpty();
        assertThat(read("k", Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
        assertThat(read("k", 3, 0)).isEmpty();
    }

    @Test
    void rangesOfAnEmptyObjectAreEmpty() throws Exception {
        put("k", "");
        assertThat(read("k", 0, 0)).isEmpty();
        assertThat(read("k", 0, 5)).isEmpty();
        assertThat(read("k", 1, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void rangesGoAcrossTheEdgesOfParts() throws Exception {
        int part = partSize();
        byte[] content = bytes(2 * part + 9);
        storage.put("k", Content.of(content), inParts());
        for (int from : new int[] {0, part - 1, part, part + 1, 2 * part}) {
            try (InputStream in = storage.open("k", from, 100_000)) {
                int until = Math.min(content.length, from + 100_000);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, from, until));
            }
        }
    }

    @Test
    void negativeRangesAreRefused() throws Exception {
        put("k", "x");
        assertThatIllegalArgumentException().isThrownBy(() -> storage.open("k", -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> storage.open("k", 0, -1));
    }

    @Test
    void whatWasChangedIsSeenAtOnceByEverythingButAListing() throws Exception {
        put("k", "one");
        assertThat(read("k")).isEqualTo("one");
        put("k", "other");
        assertThat(read("k")).isEqualTo("other");
        assertThat(stat("k").size()).isEqualTo(5);
        storage.delete("k");
        assertThat(storage.stat("k")).isEmpty();
        assertThatThrownBy(() -> storage.open("k").close()).isInstanceOf(StorageException.NotFound.class);
        put("k", "again");
        assertThat(read("k")).isEqualTo("again");
    }

    @Test
    void aStorageThatIsThereCanBeProbedAndThatChangesNothing() throws Exception {
        storage.probe(Duration.ofSeconds(5));
        assertThat(allKeys()).isEmpty();
        assertThat(folders("")).isEmpty();
    }

    @Test
    void whatItSaysOfItselfHoldsNoSecret() {
        assertThat(storage.describe()).isNotBlank();
        for (String secret : secrets()) {
            assertThat(storage.describe()).doesNotContain(secret);
            assertThat(storage.toString()).doesNotContain(secret);
        }
    }

    @Test
    void whatItCanDoNeverChanges() throws Exception {
        Set<Capability> before = Set.copyOf(storage.capabilities());
        put("k", "x");
        storage.delete("k");
        assertThat(storage.capabilities()).isEqualTo(before);
    }
}
