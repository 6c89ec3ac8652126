package dev.holdfast.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a user may want of a mirror besides its sides and its mode. Immutable.
 *
 * @param ignore patterns of what is left alone on both sides, in the language of {@code .gitignore}
 * @param excludeDotFiles whether names that begin with a dot are left alone, unless a pattern keeps them
 * @param sourceTrash whether what is deleted or replaced in the source, a folder, is kept in its trash for a while
 * @param initial what the first run of a two-way mirror does
 * @param comparison by what files count as equal
 * @param mtimeTolerance how far two times of change may lie apart and still count as one
 * @param conflicts what becomes of a file that both sides of a two-way mirror changed
 * @param deleteOrphans whether what the losing side alone has goes to its trash
 * @param syncMetadata whether a space's metadata goes with its documents
 * @param sensitive whether memories that are marked as sensitive go with the others
 * @param storageId which of a bucket's trees is meant; 0 is the bucket itself
 */
public record MirrorRules(
        List<String> ignore,
        boolean excludeDotFiles,
        boolean sourceTrash,
        Initial initial,
        Comparison comparison,
        Duration mtimeTolerance,
        Conflicts conflicts,
        boolean deleteOrphans,
        boolean syncMetadata,
        boolean sensitive,
        int storageId) {
    /** What counts where nobody says otherwise. */
    public static final MirrorRules DEFAULT = new MirrorRules(
            List.of(),
            false,
            true,
            Initial.MERGE,
            Comparison.HASH_THEN_MTIME,
            Duration.ofSeconds(2),
            Conflicts.KEEP_BOTH,
            false,
            true,
            false,
            0);

    public MirrorRules {
        ignore = List.copyOf(ignore);
    }

    /** What the first run does. */
    public enum Initial {
        /** Both sides get all. */
        MERGE,
        /** Where files differ, the source's stays. */
        SOURCE_WINS,
        /** Where files differ, the destination's stays. */
        DESTINATION_WINS
    }

    /** By what files count as equal. */
    public enum Comparison {
        /** By hash; size and time spare the reading of what nobody touched. */
        HASH_THEN_MTIME(""),
        /** By size alone. */
        SIZE_ONLY("an edit that keeps a file's size goes unseen"),
        /** By hash, every file being read each time. */
        HASH_ONLY(""),
        /** By time of change alone. */
        MTIME_ONLY("clocks and copying tools decide what counts as changed"),
        /** By size and time of change. */
        SIZE_AND_MTIME("an edit within the tolerance that keeps a file's size goes unseen");

        private final String danger;

        Comparison(String danger) {
            this.danger = danger;
        }

        /** Whether an edit can go unseen, which has to be said wherever this is shown. */
        public boolean isUnsafe() {
            return !danger.isEmpty();
        }

        /** What can go wrong, as a clause; empty where nothing can. */
        public String danger() {
            return danger;
        }

        /** As a settings file spells it. */
        public String word() {
            return name();
        }
    }

    /** What becomes of what both sides changed. */
    public enum Conflicts {
        /** Both sides get both, one of them under another name. */
        KEEP_BOTH,
        /** The destination's goes to the trash. */
        SOURCE_WINS,
        /** The source's goes to the trash. */
        DESTINATION_WINS,
        /** The older one goes to the trash. */
        NEWER_WINS,
        /** Both stay as they are until somebody decides. */
        MANUAL,
        /** Both stay as they are. */
        SKIP
    }

    /** What of this is not as nobody would have said it, each as a settings file spells it; in a fixed order. */
    public List<String> differing() {
        List<String> all = new ArrayList<>();
        if (!ignore.isEmpty()) {
            all.add("ignore: " + ignore);
        }
        note(all, excludeDotFiles, "excludeDotFiles: true");
        note(all, !sourceTrash, "disableSourceTrash: true");
        note(all, initial != DEFAULT.initial, "initial: " + word(initial));
        note(
                all,
                comparison != DEFAULT.comparison,
                "comparison: " + comparison.word() + (comparison.isUnsafe() ? " (unsafe)" : ""));
        note(all, !mtimeTolerance.equals(DEFAULT.mtimeTolerance), "mtimeTolerance: " + Numbers.seconds(mtimeTolerance));
        note(all, conflicts != DEFAULT.conflicts, "conflicts: " + word(conflicts));
        note(all, deleteOrphans, "deleteOrphans: true");
        note(all, !syncMetadata, "syncMetadata: false");
        note(all, sensitive, "sensitive: true");
        note(all, storageId != 0, "storageId: " + storageId);
        return all;
    }

    private static void note(List<String> all, boolean differs, String text) {
        if (differs) {
            all.add(text);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
