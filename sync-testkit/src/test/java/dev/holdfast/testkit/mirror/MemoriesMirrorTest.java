package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.space.MemoriesTree;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person works on memories in a directory, and an assistant in the store. */
class MemoriesMirrorTest {
    private static final String FENCE = "---\n";

    @TempDir
    private Path folder;

    private Vault vault = new Vault(Path.of("nowhere"), Path.of("."));

    @BeforeEach
    void open() {
        vault = new Vault(folder.resolve("home"), folder.resolve("notes"));
    }

    @AfterEach
    void close() {
        vault.close();
    }

    private void runsWell() {
        MirrorReport report = vault.run();
        assertThat(report.problems()).isEmpty();
        assertThat(report.ok()).isTrue();
        MirrorReport again = vault.run();
        assertThat(again.ok()).isTrue();
        assertThat(again.done().operations()).isZero();
    }

    private void write(String path, String text) throws IOException {
        Path file = vault.directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Memory memory(String content) {
        return vault.store.list(MemoryFilter.ALL, Optional.empty(), 100).memories().stream()
                .filter(each -> each.text().content().equals(content))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody remembers \"" + content + "\""));
    }

    @Test
    void memoriesAppearAsFilesNamedByTheirFirstWords() throws IOException {
        Memory tea = vault.add("Anna likes green tea.");
        vault.store.add(new NewMemory("work/plans", new MemoryText("Ship it", "a, b", "launch"), 0.9, false));

        runsWell();

        String shortId = tea.id().substring(20);
        assertThat(vault.files())
                .hasSize(2)
                .hasEntrySatisfying(
                        "facts/anna-likes-green-tea-" + shortId + ".md",
                        text -> assertThat(text)
                                .startsWith("---\nid: " + tea.id() + "\n")
                                .endsWith(FENCE + "Anna likes green tea."));
        assertThat(vault.fileWith("Ship it").getParent()).hasFileName("work-plans");
    }

    @Test
    void aPersonsEditReachesTheMemoryAndCanBeUndone() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();

        vault.replace("likes tea.", "prefers coffee.");
        vault.replace("importance: 0.5", "importance: 0.75");
        vault.replace("tags: []", "tags: [anna, drinks]");
        runsWell();

        Memory now = vault.store.find(tea.id()).orElseThrow();
        assertThat(now.text()).isEqualTo(new MemoryText("Anna prefers coffee.", "anna, drinks", ""));
        assertThat(now.importance()).isEqualTo(0.75);
        assertThat(now.created()).isEqualTo(tea.created());
        assertThat(now.updated()).isAfter(tea.updated());
        assertThat(vault.store
                        .recall("coffee", MemoryFilter.ALL, Optional.empty(), 5)
                        .memories())
                .hasSize(1);
        assertThat(vault.files().values()).singleElement().asString().contains("updated: " + now.updated());

        vault.store.undo(tea.id(), Optional.empty());
        runsWell();
        assertThat(vault.fileWith("Anna likes tea.")).exists();
    }

    @Test
    void anAssistantsEditReachesTheFile() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();
        Path file = vault.fileWith("likes tea");

        vault.say(tea.id(), "Anna drinks nothing but tea.");
        runsWell();

        assertThat(file).content().endsWith(FENCE + "Anna drinks nothing but tea.");
        assertThat(vault.files()).hasSize(1);
    }

    @Test
    void aNewFileBecomesAMemoryAndGetsItsFrontMatter() throws IOException {
        vault.add("something");
        runsWell();

        write("people/Anna.md", "# Anna\r\nLikes tea");
        runsWell();

        Memory anna = memory("# Anna\r\nLikes tea");
        assertThat(anna.category()).isEqualTo("people");
        assertThat(vault.directory.resolve("people/Anna.md"))
                .content()
                .startsWith("---\nid: " + anna.id() + "\n")
                .endsWith(FENCE + "# Anna\r\nLikes tea");
    }

    @Test
    void aRenameOrAMoveIsRememberedAndChangesNoMemory() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        vault.add("another one");
        runsWell();

        Files.createDirectories(vault.directory.resolve("friends"));
        Files.move(vault.fileWith("likes tea"), vault.directory.resolve("friends/Anna.md"));
        runsWell();
        assertThat(vault.store.find(tea.id())).contains(tea);

        vault.say(tea.id(), "Anna likes coffee.");
        runsWell();
        assertThat(vault.directory.resolve("friends/Anna.md")).content().endsWith("Anna likes coffee.");
        assertThat(vault.files()).hasSize(2);
    }

    @Test
    void aFileThatIsRenamedAndEditedStaysTheSameMemory() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        vault.add("another one");
        runsWell();

        vault.replace("likes tea", "likes cake");
        Files.move(vault.fileWith("likes cake"), vault.directory.resolve("cake.md"));
        runsWell();

        assertThat(vault.store.find(tea.id()).orElseThrow().text().content()).isEqualTo("Anna likes cake.");
        assertThat(vault.said()).hasSize(2);
    }

    @Test
    void aDeletedFileDeletesTheMemoryWhichCanBeUndone() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        vault.add("another one");
        vault.add("and a third");
        runsWell();
        Path file = vault.fileWith("likes tea");

        Files.delete(file);
        runsWell();
        assertThat(vault.store.find(tea.id())).isEmpty();

        vault.store.undo(tea.id(), Optional.empty());
        runsWell();
        assertThat(vault.fileWith("likes tea")).exists();
    }

    @Test
    void aDeletedMemoryTakesItsFileToTheTrash() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        vault.add("another one");
        vault.add("and a third");
        runsWell();

        vault.store.delete(tea.id());
        runsWell();

        assertThat(vault.files()).hasSize(2);
        assertThat(trashed()).singleElement().asString().endsWith("Anna likes tea.");
    }

    private List<String> trashed() throws IOException {
        Path trash = vault.directory.resolve(".holdfast-trash");
        if (!Files.exists(trash)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(trash)) {
            return all.filter(Files::isRegularFile)
                    .map(MemoriesMirrorTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anEditBeatsADelete() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        Memory cake = vault.add("Bob likes cake.");
        vault.add("a third");
        runsWell();

        vault.store.delete(tea.id());
        vault.replace("Anna likes tea", "Anna likes coffee");
        Files.delete(vault.fileWith("Bob"));
        vault.say(cake.id(), "Bob likes pie.");
        runsWell();

        assertThat(vault.store.find(tea.id()).orElseThrow().text().content()).isEqualTo("Anna likes coffee.");
        assertThat(vault.fileWith("Bob likes pie.")).exists();
        assertThat(vault.said()).hasSize(3);
    }

    @Test
    void whatBothEditedIsKeptTwiceAndListed() throws Exception {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();
        vault.say(tea.id(), "Anna likes coffee.");
        vault.replace("likes tea", "likes cake");

        MirrorReport report = vault.run();

        assertThat(report.conflicts()).hasSize(1);
        assertThat(vault.said()).containsExactlyInAnyOrder("Anna likes coffee.", "Anna likes cake.");
        assertThat(vault.files()).hasSize(2);
        assertThat(vault.run().done().operations()).isZero();
        RecordedConflict conflict = vault.conflicts.open("notes").get(0);

        vault.resolver().resolve(conflict, ConflictChoice.DESTINATION, new CancelSignal());
        runsWell();

        assertThat(vault.said()).containsExactly("Anna likes cake.");
        assertThat(vault.files()).hasSize(1);
    }

    @Test
    void anEditThatComesWhileAFileIsTakenIsNotOverwritten() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();
        vault.replace("likes tea", "likes cake");
        AtomicBoolean came = new AtomicBoolean();
        vault.around = tree -> new ForwardingTree(tree) {
            @Override
            public TreeEntry write(
                    String path,
                    @Nullable TreeEntry over,
                    TreeEntry from,
                    Source source,
                    LongConsumer progress,
                    CancelSignal cancel)
                    throws StorageException {
                Source late = () -> {
                    if (came.compareAndSet(false, true)) {
                        vault.say(tea.id(), "Anna likes coffee.");
                    }
                    return source.open();
                };
                return super.write(path, over, from, late, progress, cancel);
            }
        };

        MirrorReport report = vault.run();

        assertThat(came).isTrue();
        assertThat(report.conflicts()).hasSize(1);
        assertThat(vault.said()).containsExactlyInAnyOrder("Anna likes coffee.", "Anna likes cake.");
    }

    @Test
    void aCopiedFileIsANewMemory() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();

        Files.copy(vault.fileWith("tea"), vault.directory.resolve("copy.md"));
        runsWell();

        assertThat(vault.said()).containsExactly("Anna likes tea.", "Anna likes tea.");
        assertThat(vault.directory.resolve("copy.md")).content().doesNotContain(tea.id());
        assertThat(vault.store.find(tea.id())).contains(tea);
    }

    @Test
    void aFileFromAnotherMachineKeepsItsId() throws IOException {
        String file = """
                ---
                id: 01k0aaaaaabbbbbbbbbbcccccc
                category: people
                tags: []
                importance: 0.5
                created: 2025-01-01T00:00:00Z
                updated: 2025-02-02T00:00:00Z
                ---
                Anna""";
        write("people/anna.md", file);

        runsWell();

        assertThat(vault.store.find("01k0aaaaaabbbbbbbbbbcccccc")).isPresent();
        assertThat(vault.directory.resolve("people/anna.md")).content().isEqualTo(file);
    }

    @Test
    void frontMatterThatCantBeReadIsNamedAndNothingIsLost() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        vault.add("another one");
        runsWell();
        Path anna = vault.fileWith("Anna");
        Files.writeString(anna, text(anna).replace("importance: 0.5", "importance: very"));
        String bad = text(anna);
        write("new.md", "---\naliases: [x]\n---\nmine");
        write("binary.md", "x");
        Files.write(vault.directory.resolve("binary.md"), new byte[] {(byte) 0xc3, 0x28});
        write("empty.md", "");

        for (int i = 0; i < 2; i++) {
            MirrorReport report = vault.run();
            assertThat(report.faults()).isEmpty();
            assertThat(report.leftByNature())
                    .hasSize(4)
                    .anySatisfy(each -> assertThat(each).contains("importance \"very\"", "anna-likes-tea"))
                    .anySatisfy(each -> assertThat(each).contains("new.md", "\"aliases\""))
                    .anySatisfy(each -> assertThat(each).contains("binary.md", "UTF-8"))
                    .anySatisfy(each -> assertThat(each).contains("empty.md"));
        }
        assertThat(anna).content().isEqualTo(bad);
        assertThat(vault.directory.resolve("new.md")).content().isEqualTo("---\naliases: [x]\n---\nmine");
        assertThat(vault.store.find(tea.id())).contains(tea);
        assertThat(vault.said()).hasSize(2);

        vault.replace("importance: very", "importance: 1");
        vault.replace("aliases: [x]\n", "");
        Files.delete(vault.directory.resolve("binary.md"));
        Files.delete(vault.directory.resolve("empty.md"));
        runsWell();
        assertThat(vault.store.find(tea.id()).orElseThrow().importance()).isEqualTo(1);
        assertThat(vault.said()).contains("mine");
    }

    @Test
    void whatIsNoMemoryIsLeftAlone() throws IOException {
        vault.add("Anna likes tea.");
        write(".obsidian/app.json", "{}");
        write("facts/picture.png", "png");
        write("facts/.hidden.md", "hidden");

        runsWell();

        assertThat(vault.said()).containsExactly("Anna likes tea.");
        assertThat(vault.directory.resolve("facts/picture.png")).content().isEqualTo("png");
        assertThat(vault.directory.resolve(".obsidian/app.json")).content().isEqualTo("{}");
    }

    @Test
    void whatIsSensitiveNeverAppears() throws IOException {
        vault.store.add(new NewMemory("facts", new MemoryText("canary word", "", ""), 0.5, true));
        Memory tea = vault.add("Anna likes chestnuts.");
        vault.add("another one");
        vault.add("a third");
        runsWell();
        assertThat(vault.files()).hasSize(3);

        vault.hide(tea.id());
        runsWell();

        assertThat(vault.files()).hasSize(2);
        assertThat(vault.said()).hasSize(4);
        assertThat(vault.store.find(tea.id()).orElseThrow().text().content()).isEqualTo("Anna likes chestnuts.");
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile))
                    .noneMatch(file -> !file.toString().contains(".holdfast-trash") && holds(file, "canary"))
                    .noneMatch(file -> file.toString().contains("notes") && holds(file, "canary"));
        }
        vault.places.close();
        assertThat(holds(vault.home.resolve("memory-files.db"), "chestnuts")).isFalse();
    }

    private static boolean holds(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anEditOfWhatHasBecomeSensitiveStaysAndIsNamed() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        vault.add("another one");
        runsWell();
        vault.hide(tea.id());
        vault.replace("likes tea", "likes cake");

        MirrorReport report = vault.run();

        assertThat(report.leftByNature()).singleElement().asString().contains("is sensitive by now", tea.id());
        assertThat(vault.fileWith("likes cake")).exists();
        assertThat(vault.store.find(tea.id()).orElseThrow().text().content()).isEqualTo("Anna likes tea.");
    }

    @Test
    void aFileMakesNothingSensitiveWhereSuchMemoriesAreNotKept() throws IOException {
        write("secret.md", "---\nsensitive: true\n---\nmine");

        MirrorReport report = vault.run();

        assertThat(report.leftByNature()).singleElement().asString().contains("secret.md", "sensitive: true");
        assertThat(vault.said()).isEmpty();
        assertThat(vault.directory.resolve("secret.md")).content().endsWith("mine");
    }

    @Test
    void whereTheUserSaysSoSensitiveMemoriesAreFilesToo() throws IOException {
        vault.sensitive = true;
        vault.store.add(new NewMemory("facts", new MemoryText("canary word", "", ""), 0.5, true));
        runsWell();
        Path file = vault.fileWith("canary word");
        assertThat(file.getFileName().toString()).startsWith("memory-");

        vault.replace("canary word", "another word");
        runsWell();

        assertThat(vault.said()).containsExactly("another word");
        assertThat(holds(vault.home.resolve("memory.db"), "another word")).isFalse();
    }

    @Test
    void whenAllFilesAreGoneNothingIsDeleted() throws IOException {
        for (int i = 0; i < 5; i++) {
            vault.add("memory number " + i);
        }
        runsWell();
        for (String path : vault.files().keySet()) {
            Files.delete(vault.directory.resolve(path));
        }

        MirrorReport report = vault.run();

        assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(vault.said()).hasSize(5);
        vault.policy = vault.policy.withAllowDeletes(true);
        assertThat(vault.run().ok()).isTrue();
        assertThat(vault.said()).isEmpty();
    }

    @Test
    void whenTheStoreIsGoneNoFileIsDeleted() throws IOException {
        for (int i = 0; i < 5; i++) {
            vault.add("memory number " + i);
        }
        runsWell();
        vault.close();
        try (Vault fresh = vault.again(folder.resolve("home2"))) {
            assertThat(fresh.run().outcome()).isEqualTo(Outcome.STOPPED);
            assertThat(fresh.files()).hasSize(5);
        }
    }

    @Test
    void aMemoryWhoseKeyIsLostIsNotGone() throws IOException {
        vault.sensitive = true;
        vault.store.add(new NewMemory("facts", new MemoryText("canary word", "", ""), 0.5, true));
        vault.add("Anna likes tea.");
        runsWell();
        vault.close();
        Files.delete(vault.home.resolve("memory.key"));

        try (Vault keyless = vault.again(vault.home)) {
            MirrorReport report = keyless.run();

            assertThat(report.faults()).singleElement().asString().contains("could not be read");
            assertThat(keyless.fileWith("canary word")).exists();
        }
    }

    @Test
    void aStoreThatIsAwayForOneLookLosesNoNameThatAPersonGave() throws IOException {
        vault.add("Anna likes tea.");
        vault.add("another one");
        runsWell();
        Path moved = vault.directory.resolve("my own name.md");
        Files.move(vault.fileWith("tea"), moved);
        runsWell();
        vault.close();
        Files.move(vault.home.resolve("memory.db"), vault.home.resolve("away"));
        try (Vault without = vault.again(vault.home)) {
            assertThat(without.run().outcome()).isEqualTo(Outcome.STOPPED);
        }
        Files.move(vault.home.resolve("away"), vault.home.resolve("memory.db"));

        try (Vault back = vault.again(vault.home)) {
            assertThat(back.run().done().operations()).isZero();
        }
        assertThat(moved).exists();
    }

    @Test
    void noWordOfAMemoryIsInTheFileOfSpaces() throws IOException {
        vault.add("chestnuts are roasting");
        runsWell();

        assertThat(vault.home.resolve("spaces.db")).doesNotExist();
        assertThat(vault.fileWith("chestnuts")).exists();
    }

    @Test
    void aMemoryThatCameAnotherWayTakesItsFilesPlace() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();
        Files.move(vault.fileWith("tea"), vault.directory.resolve("anna.md"));
        runsWell();
        try (Vault other = new Vault(folder.resolve("other"), vault.directory)) {
            other.store.addOnce(
                    List.of(new MemoryStore.Once(tea.id(), NewMemory.fact("Anna likes tea."), tea.created())));
            for (int i = 0; i < 3; i++) {
                other.run();
                vault.run();
            }
            assertThat(other.said()).containsExactly("Anna likes tea.");
            assertThat(vault.said()).containsExactly("Anna likes tea.");
            assertThat(vault.files()).containsOnlyKeys("anna.md");
            assertThat(other.run().done().operations()).isZero();
        }
    }

    @Test
    void twoMachinesThatTakeOneEditWriteTheSameFile() throws IOException {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();
        try (Vault other = new Vault(folder.resolve("other"), folder.resolve("synced"))) {
            Path file = vault.fileWith("tea");
            Path synced = other.directory.resolve(file.getFileName());
            Files.copy(file, synced);
            other.run();
            vault.replace("tea", "cake");
            Files.copy(file, synced, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            vault.run();
            other.run();
            assertThat(synced).hasSameTextualContentAs(file);
            assertThat(other.store.find(tea.id()))
                    .map(Memory::text)
                    .contains(new MemoryText("Anna likes cake.", "", ""));
        }
    }

    @Test
    void aPlaceWhoseMemoryNeverCameIsFree() throws IOException {
        write("people/anna.md", "Anna likes tea.");
        vault.places.write(connection -> Sql.update(
                connection,
                "INSERT INTO memory_file (id, path, folded, named_open) VALUES ('01k0aaaaaabbbbbbbbbbcccccc', 'people/anna.md',"
                        + " 'people/anna.md', 1)"));

        runsWell();

        assertThat(vault.said()).containsExactly("Anna likes tea.");
        assertThat(vault.files()).containsOnlyKeys("people/anna.md");
    }

    @Test
    void ofTwoWhoChangeAMemoryAtOnceNobodyOverwritesWhatHeHasNotSeen() throws Exception {
        Memory tea = vault.add("Anna likes tea.");
        runsWell();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> assistant = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                vault.say(tea.id(), "assistant " + i);
            }
        });
        try (MemoriesTree tree = vault.memories()) {
            for (int i = 0; i < 40; i++) {
                isTakenUnlessChanged(tree, listed(tree, tea), "person " + i);
            }
            done.set(true);
            assistant.get();
            assertThat(isTakenUnlessChanged(tree, listed(tree, tea), "at last")).isTrue();
        } finally {
            done.set(true);
        }
        assertThat(vault.said()).containsExactly("at last");
    }

    private static TreeEntry listed(MemoriesTree tree, Memory memory) throws StorageException {
        return tree.list(new CancelSignal()).entries().stream()
                .filter(entry -> memory.id().equals(entry.identity()))
                .findFirst()
                .orElseThrow();
    }

    /** What is taken must come right after what was seen. */
    private static boolean isTakenUnlessChanged(MemoriesTree tree, TreeEntry seen, String text)
            throws StorageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TreeEntry from = TreeEntry.file("x.md", bytes.length, seen.modified());
        try {
            TreeEntry now = tree.write(
                    seen.path(), seen, from, () -> new ByteArrayInputStream(bytes), read -> {}, new CancelSignal());
            assertThat(now.version()).isEqualTo(Long.toString(Long.parseLong(String.valueOf(seen.version())) + 1));
            return true;
        } catch (StorageException.PreconditionFailed e) {
            return false;
        }
    }

    @Test
    void twoMachinesThatShareADirectoryAgree() throws IOException {
        try (Vault other = new Vault(folder.resolve("other"), vault.directory)) {
            Memory tea = vault.add("Anna likes tea.");
            other.add("Bob likes cake.");
            write("new.md", "from a person");
            for (int i = 0; i < 3; i++) {
                vault.run();
                other.run();
            }
            assertThat(vault.run().done().operations()).isZero();
            assertThat(other.run().done().operations()).isZero();
            assertThat(other.said())
                    .containsExactlyInAnyOrderElementsOf(vault.said())
                    .hasSize(3);
            assertThat(other.store.find(tea.id()).orElseThrow().updated()).isEqualTo(tea.updated());

            other.say(tea.id(), "Anna likes coffee.");
            vault.replace("Bob likes cake", "Bob likes pie");
            for (int i = 0; i < 3; i++) {
                other.run();
                vault.run();
            }
            assertThat(vault.run().done().operations()).isZero();
            assertThat(other.run().done().operations()).isZero();
            assertThat(other.said())
                    .containsExactlyInAnyOrderElementsOf(vault.said())
                    .hasSize(3);
            assertThat(vault.said()).contains("Anna likes coffee.", "Bob likes pie.");
        }
    }
}
