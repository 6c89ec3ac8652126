package dev.holdfast.sync.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalListingTest {
    @TempDir
    Path temp = Path.of("");

    private final WatchedFileSystem watched = new WatchedFileSystem(FileSystems.getDefault());

    private static List<String> names(LocalStorage storage, String prefix, Depth depth, int size)
            throws StorageException {
        List<String> names = new ArrayList<>();
        String after = "";
        do {
            ListPage page = storage.list(prefix, depth, after, size);
            TreeSet<String> both = new TreeSet<>(StorageKeys.ORDER);
            both.addAll(page.folders());
            page.objects().forEach(object -> both.add(object.key()));
            names.addAll(both);
            after = page.next().orElse("");
        } while (!after.isEmpty());
        return names;
    }

    private void makeFiles(Collection<String> keys) throws IOException {
        for (String key : keys) {
            Path file = temp.resolve(key);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createFile(file);
        }
    }

    @Test
    void pagesOfAnySizeFromWindowsOfAnySizeShowEverythingOnceAndInOrder() throws Exception {
        Random random = new Random(20240229);
        List<String> parts = List.of("a", "a-", "a.b", "a b", "a0", "aa", "b", "A", "ä", "😀", "\uffee", "!");
        TreeSet<String> files = new TreeSet<>(StorageKeys.ORDER);
        for (int i = 0; i < 120; i++) {
            StringBuilder key = new StringBuilder();
            for (int depth = random.nextInt(4); depth >= 0; depth--) {
                key.append(parts.get(random.nextInt(parts.size()))).append(depth == 0 ? ".f" : "/");
            }
            files.add(key.toString());
        }
        makeFiles(files);
        TreeSet<String> top = new TreeSet<>(StorageKeys.ORDER);
        files.forEach(key -> top.add(key.contains("/") ? key.substring(0, key.indexOf('/') + 1) : key));
        for (int window : new int[] {1, 2, 3, 7, 1000}) {
            LocalStorage storage = new LocalStorage(temp, false, true, window);
            for (int size : new int[] {1, 2, 3, 10, 1000}) {
                assertThat(names(storage, "", Depth.ALL, size)).containsExactlyElementsOf(files);
                assertThat(names(storage, "", Depth.ONE_LEVEL, size)).containsExactlyElementsOf(top);
            }
        }
    }

    @Test
    void aPageCostsWhatItShowsAndNotWhatTheDirectoryHolds() throws Exception {
        int files = 10_000;
        makeFiles(IntStream.range(0, files).mapToObj(i -> "file-" + i).toList());
        LocalStorage storage = new LocalStorage(watched.watched(temp));
        assertThat(names(storage, "", Depth.ALL, 100)).hasSize(files);
        int pages = files / 100;
        assertThat(watched.count("readAttributes")).isBetween((long) files, files + 10L * pages);
        // Read again on each page it would be 100 times: a few, until the directory's time is past.
        assertThat(watched.count("entry")).isBetween((long) files, 30L * files);
    }

    @Test
    void aDeepTreeCostsWhatItHolds() throws Exception {
        List<String> keys = IntStream.range(0, 1_500)
                .mapToObj(i -> "a/" + i % 10 + "/b/" + i / 10 % 10 + "/c/" + i / 100 + "/" + i)
                .toList();
        makeFiles(keys);
        LocalStorage storage = new LocalStorage(watched.watched(temp));
        assertThat(names(storage, "", Depth.ALL, 100)).hasSize(1_500);
        long directories = 2 + 10 * 2 + 100 * 2 + 1_500;
        assertThat(watched.count("readAttributes")).isLessThan(4L * (1_500 + directories));
        assertThat(watched.count("entry")).isLessThan(3L * (1_500 + directories));
    }

    @Test
    void whatChangesBetweenPagesShows() throws Exception {
        makeFiles(IntStream.range(0, 3_000)
                .mapToObj(i -> String.format("%04d", i))
                .toList());
        LocalStorage storage = new LocalStorage(temp);
        List<String> seen = new ArrayList<>();
        String after = "";
        for (int page = 0; page < 30; page++) {
            Files.createFile(temp.resolve(String.format("%04d-new", page * 100 + 50)));
            Files.delete(temp.resolve(String.format("%04d", page * 100 + 51)));
            ListPage found = storage.list("", Depth.ALL, after, 100);
            found.objects().forEach(object -> seen.add(object.key()));
            after = found.next().orElse(after);
        }
        assertThat(seen).isSortedAccordingTo(StorageKeys.ORDER).doesNotHaveDuplicates();
        for (int page = 0; page < 28; page++) {
            assertThat(seen)
                    .contains(String.format("%04d-new", page * 100 + 50))
                    .doesNotContain(String.format("%04d", page * 100 + 51));
        }
    }

    @Test
    void aDirectoryThatGrowsWhileItIsListedStillShowsWhatWasThereOnce() throws Exception {
        List<String> there = IntStream.range(0, 2_000).mapToObj(i -> "m" + i).toList();
        makeFiles(there);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean failed = new AtomicBoolean();
        Thread grower = new Thread(() -> {
            try {
                for (int i = 0; !stop.get() && i < 4_000; i++) {
                    Files.createFile(temp.resolve((i % 2 == 0 ? "a" : "z") + i));
                }
            } catch (IOException e) {
                failed.set(true);
            }
        });
        grower.start();
        try {
            LocalStorage storage = new LocalStorage(temp);
            for (int round = 0; round < 3; round++) {
                List<String> names = names(storage, "", Depth.ALL, 500);
                assertThat(names).doesNotHaveDuplicates().containsAll(there);
            }
        } finally {
            stop.set(true);
            grower.join();
        }
        assertThat(failed).isFalse();
    }

    @Test
    void aDirectoryThatCannotBeReadEndsTheListingWithItsName() throws Exception {
        makeFiles(List.of("a/1", "b/secret/2", "c/3"));
        watched.watch((operation, path) -> {
            if (operation.equals("newDirectoryStream") && path.endsWith("secret")) {
                throw new AccessDeniedException(path.toString());
            }
        });
        LocalStorage storage = new LocalStorage(watched.watched(temp));
        assertThatThrownBy(() -> storage.list("", Depth.ALL, "", 10))
                .isInstanceOf(StorageException.Denied.class)
                .hasMessageContaining(temp.resolve("b/secret").toString());
        assertThat(names(storage, "b/", Depth.ONE_LEVEL, 10)).containsExactly("b/secret/");
    }

    @Test
    void aFolderThatVanishesWhileItIsListedIsNotTakenForItsEnd() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        for (String name : List.of("a", "b", "c")) {
            Files.createDirectory(root.resolve(name));
            Files.createFile(root.resolve(name).resolve("file"));
        }
        watched.watch((operation, path) -> {
            if (operation.equals("entry") && path.endsWith("b/file")) {
                Files.move(root, temp.resolve("unmounted"));
            }
        });
        LocalStorage storage = new LocalStorage(watched.watched(root));
        assertThatThrownBy(() -> storage.list("", Depth.ALL, "", 10))
                .isInstanceOf(StorageException.Transient.class)
                .hasMessageContaining("mount its disk");
    }

    @Test
    void namesBelowTheFirstLevelMayBeWhatTheFirstMayNot() throws Exception {
        LocalStorage storage = new LocalStorage(temp);
        for (String key : List.of("sub/.holdfast-tmp", "sub/c:x")) {
            storage.put(key, Content.of(new byte[1]), PutOptions.DEFAULT);
        }
        assertThat(names(storage, "", Depth.ALL, 10)).containsExactly("sub/.holdfast-tmp", "sub/c:x");
    }
}
