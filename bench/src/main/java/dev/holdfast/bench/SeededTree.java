package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;

/** Many small files, a hundred to a folder, the same each time. */
record SeededTree(Path root, int files) {
    private static final int TO_A_FOLDER = 100;
    private static final int LARGEST = 1000;

    /** Writes so many files below a folder, which is made. */
    static SeededTree write(Path root, int files) throws IOException {
        SeededTree tree = new SeededTree(root, files);
        for (int i = 0; i < files; i++) {
            if (i % TO_A_FOLDER == 0) {
                Files.createDirectories(tree.folder(i));
            }
            Files.write(tree.file(i), content(i, 0));
        }
        return tree;
    }

    /** The same below another folder, with the same times. */
    void copyTo(Path other) throws IOException {
        SeededTree copy = new SeededTree(other, files);
        for (int i = 0; i < files; i++) {
            if (i % TO_A_FOLDER == 0) {
                Files.createDirectories(copy.folder(i));
            }
            Files.copy(file(i), copy.file(i), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Gives so many files, spread over all, other content, which no edition before had. */
    void change(int many, int edition) throws IOException {
        for (int i = 0; i < many; i++) {
            int number = changed(i, many);
            Files.write(file(number), content(number, edition));
        }
    }

    /** Ends the run when one of the files that were changed is another one below the other folder. */
    void requireSame(Path other, int many) throws IOException {
        SeededTree copy = new SeededTree(other, files);
        for (int i = 0; i < many; i++) {
            Path file = copy.file(changed(i, many));
            if (!Arrays.equals(Files.readAllBytes(file(changed(i, many))), Files.readAllBytes(file))) {
                throw new IOException(file + " is not what it was to become");
            }
        }
    }

    private int changed(int i, int many) {
        return (int) ((long) i * files / many);
    }

    private Path file(int number) {
        return folder(number).resolve("note-" + number + ".md");
    }

    private Path folder(int number) {
        int folder = number / TO_A_FOLDER;
        return root.resolve("part-" + folder / TO_A_FOLDER).resolve("folder-" + folder);
    }

    private static byte[] content(int number, int edition) {
        Random random = new Random(1_000_003L * edition + number);
        byte[] bytes = new byte[1 + random.nextInt(LARGEST)];
        random.nextBytes(bytes);
        return bytes;
    }
}
