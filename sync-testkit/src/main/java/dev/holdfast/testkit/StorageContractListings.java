package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listings: order, pages, depth, prefixes, and what a change does to them. */
abstract class StorageContractListings extends StorageContractReads {
    @Test
    void aListingIsFlatAndInOrder() throws Exception {
        putAll("b", "a/z", "a-b", "a/b/c", "a.txt", "ä", "Z");
        assertThat(allKeys()).containsExactly("Z", "a-b", "a.txt", "a/b/c", "a/z", "b", "ä");
        assertThat(keys("a/", Depth.ALL)).containsExactly("a/b/c", "a/z");
    }

    @Test
    void theOrderIsThatOfUtf8BytesAndNotOfJavasStrings() throws Exception {
        // Compared by UTF-16 units, the surrogate pairs would come before U+FB03.
        List<String> inOrder = List.of("~", "é", "ﬃ", "～", "\uffee", "😀", "😀/a", "😀/～", "😀/😀");
        List<String> mixed = new ArrayList<>(inOrder);
        mixed.remove("😀");
        Collections.reverse(mixed);
        putAll(mixed.toArray(String[]::new));
        settle();
        if (!listsCharactersBeyondTheFirstPlane()) {
            assertThatThrownBy(() -> keys("", Depth.ALL)).isInstanceOf(StorageException.Corrupt.class);
            assertThat(read("😀/a")).isEqualTo("😀/a");
            return;
        }
        mixed.sort(StorageKeys.ORDER);
        assertThat(inOrder).isSortedAccordingTo(StorageKeys.ORDER);
        for (int size = 1; size <= mixed.size(); size++) {
            assertThat(Pages.names(storage, "", Depth.ALL, size)).containsExactlyElementsOf(mixed);
        }
        assertThat(Pages.names(storage, "😀/", Depth.ONE_LEVEL, 1)).containsExactly("😀/a", "😀/～", "😀/😀");
        assertThat(Pages.names(storage, "", Depth.ONE_LEVEL, 2)).containsExactly("~", "é", "ﬃ", "～", "\uffee", "😀/");
    }

    @Test
    void oneLevelShowsObjectsAndFolders() throws Exception {
        putAll("top", "a/1", "a/2/3", "a/2/4", "a/5", "b/6");
        settle();
        ListPage top = storage.list("", Depth.ONE_LEVEL, "", 100);
        assertThat(top.folders()).containsExactly("a/", "b/");
        assertThat(top.objects()).extracting(StoredObject::key).containsExactly("top");
        ListPage inside = storage.list("a/", Depth.ONE_LEVEL, "", 100);
        assertThat(inside.folders()).containsExactly("a/2/");
        assertThat(inside.objects()).extracting(StoredObject::key).containsExactly("a/1", "a/5");
    }

    @Test
    void aListingOfNothingIsEmpty() throws Exception {
        assertThat(allKeys()).isEmpty();
        assertThat(keys("no/thing/", Depth.ALL)).isEmpty();
        assertThat(folders("no/")).isEmpty();
        assertThat(storage.list("", Depth.ONE_LEVEL, "", 1).next()).isEmpty();
    }

    @Test
    void pagesCoverEverythingOnceWhateverTheirSize() throws Exception {
        List<String> names = List.of("A", "a-", "a/1", "a/2", "a0", "b/1/x", "b/1/y", "b/2", "c");
        putAll(names.toArray(String[]::new));
        settle();
        for (int size = 1; size <= names.size() + 1; size++) {
            assertThat(Pages.names(storage, "", Depth.ALL, size)).containsExactlyElementsOf(names);
            assertThat(Pages.names(storage, "", Depth.ONE_LEVEL, size))
                    .containsExactly("A", "a-", "a/", "a0", "b/", "c");
            assertThat(Pages.names(storage, "b/", Depth.ONE_LEVEL, size)).containsExactly("b/1/", "b/2");
        }
        assertThat(Pages.names(storage, "", Depth.ALL, StorageClient.MAX_PAGE)).containsExactlyElementsOf(names);
    }

    @Test
    void namesBesideAPrefixAreNotBelowIt() throws Exception {
        putAll("a-b", "a.b", "a/b", "a/b.c", "a0", "ab/c", "b/a/b", "é/a");
        settle();
        assertThat(keys("a/", Depth.ALL)).containsExactly("a/b", "a/b.c");
        assertThat(Pages.names(storage, "a/", Depth.ONE_LEVEL, 1)).containsExactly("a/b", "a/b.c");
        assertThat(keys("ab/", Depth.ALL)).containsExactly("ab/c");
        assertThat(keys("a/b/", Depth.ALL)).isEmpty();
        assertThat(Pages.names(storage, "", Depth.ONE_LEVEL, 1))
                .containsExactly("a-b", "a.b", "a/", "a0", "ab/", "b/", "é/");
    }

    @Test
    void aListingSaysOfAnObjectWhatStatSays() throws Exception {
        putAll("a/one", "a/two");
        put("a/one", "replaced, longer");
        settle();
        for (StoredObject listed : storage.list("a/", Depth.ALL, "", 10).objects()) {
            StoredObject object = stat(listed.key());
            assertThat(listed.size()).isEqualTo(object.size());
            assertThat(listed.version()).isEqualTo(object.version());
            assertThat(listed.modified().getEpochSecond())
                    .isEqualTo(object.modified().getEpochSecond());
            if (can(Capability.CONTENT_HASH)) {
                assertThat(listed.sha256()).isPresent().isEqualTo(object.sha256());
            }
            if (can(Capability.STABLE_IDENTITY)) {
                assertThat(listed.identity()).isPresent().isEqualTo(object.identity());
            }
        }
    }

    @Test
    void aListingShowsChangesAtOnceWhereDeclaredAndOtherwiseInTheEnd() throws Exception {
        for (int round = 0; round < 5; round++) {
            putAll("a", "b/c");
            assertThat(allKeys()).containsExactly("a", "b/c");
            storage.deleteAll(List.of("a", "b/c"));
            assertThat(allKeys()).isEmpty();
        }
    }

    @Test
    void aListingNeverInventsAnything() throws Exception {
        for (int round = 0; round < 5; round++) {
            put("a", "round " + round);
            assertThat(keys("", Depth.ALL)).isSubsetOf("a", "b");
            storage.delete("a");
            put("b", "x");
            assertThat(keys("", Depth.ALL)).isSubsetOf("a", "b");
        }
        assertThat(allKeys()).containsExactly("b");
    }

    @Test
    void whatStaysIsListedOnceWhileOthersComeAndGo() throws Exception {
        putAll("a", "b", "c", "d", "e");
        settle();
        ListPage first = storage.list("", Depth.ALL, "", 2);
        storage.delete("a");
        storage.delete("d");
        putAll("aa", "bb");
        settle();
        List<String> rest = new ArrayList<>();
        for (String after = first.next().orElseThrow(); !after.isEmpty(); ) {
            ListPage page = storage.list("", Depth.ALL, after, 2);
            page.objects().forEach(object -> rest.add(object.key()));
            after = page.next().orElse("");
        }
        assertThat(rest).containsExactly("bb", "c", "e");
    }

    @Test
    void aPageBeginsBehindAKeyThatIsGone() throws Exception {
        putAll("a", "b", "c");
        storage.delete("b");
        settle();
        assertThat(storage.list("", Depth.ALL, "b", 10).objects())
                .extracting(StoredObject::key)
                .containsExactly("c");
        assertThat(storage.list("", Depth.ALL, "aa", 10).objects())
                .extracting(StoredObject::key)
                .containsExactly("c");
        assertThat(storage.list("", Depth.ALL, "c", 10).objects()).isEmpty();
    }

    @Test
    void aPageSizeOutOfBoundsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> storage.list("", Depth.ALL, "", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> storage.list("", Depth.ALL, "", -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage.list("", Depth.ALL, "", StorageClient.MAX_PAGE + 1));
    }

    @Test
    void anEmptyFolderShowsOnOneLevelOnly() throws Exception {
        storage.putFolder("systems/one/");
        storage.putFolder("systems/one/");
        assertThat(folders("systems/")).containsExactly("systems/one/");
        assertThat(folders("systems/one/")).isEmpty();
        assertThat(folders("")).containsExactly("systems/");
        assertThat(allKeys()).isEmpty();
        assertThat(storage.stat("systems/one")).isEmpty();
        assertThat(storage.list("systems/one/", Depth.ONE_LEVEL, "", 10).objects())
                .isEmpty();
    }

    @Test
    void foldersAreInThePagesAmongTheObjects() throws Exception {
        putAll("a", "c/x", "e");
        storage.putFolder("b/");
        storage.putFolder("d/");
        settle();
        for (int size = 1; size <= 6; size++) {
            assertThat(Pages.names(storage, "", Depth.ONE_LEVEL, size)).containsExactly("a", "b/", "c/", "d/", "e");
        }
    }

    @Test
    void aFolderInUseIsNotDeleted() throws Exception {
        storage.putFolder("a/");
        putAll("a/file");
        storage.deleteFolder("a/");
        assertThat(read("a/file")).isNotEmpty();
        assertThat(folders("")).containsExactly("a/");
        storage.delete("a/file");
        storage.deleteFolder("a/");
        storage.deleteFolder("a/");
        assertThat(folders("")).isEmpty();
    }

    @Test
    void aFolderWithAFolderInItIsNotDeleted() throws Exception {
        storage.putFolder("a/b/");
        storage.deleteFolder("a/");
        assertThat(folders("a/")).containsExactly("a/b/");
        storage.deleteFolder("a/b/");
        assertThat(Listing.folders(storage, "no/")).isEmpty();
        assertThat(folders("a/")).isEmpty();
    }

    @Test
    void theRootIsAFolderThatIsNeitherMadeNorDeleted() throws Exception {
        storage.putFolder("");
        storage.deleteFolder("");
        assertThat(folders("")).isEmpty();
        putAll("k");
        storage.deleteFolder("");
        assertThat(allKeys()).containsExactly("k");
    }
}
