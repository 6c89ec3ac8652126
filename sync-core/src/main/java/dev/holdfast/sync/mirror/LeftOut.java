package dev.holdfast.sync.mirror;

/**
 * What the plan does not touch on either side, with all below it, though it may differ.
 *
 * @param path where; what lies below it is not named again
 * @param why what keeps it out
 */
public record LeftOut(String path, Why why) {
    /** What keeps something out. */
    public enum Why {
        /** By the user's rules. */
        IGNORED("is ignored"),
        /** A link, a device or the like. */
        OTHER_KIND("is neither a file nor a directory"),
        /** It could not be read. */
        UNREADABLE("could not be read"),
        /** A side that tells names apart by case has several that are one on the other side. */
        CASE_TWINS("has a namesake that differs only in case, which the other side can't hold beside it: rename one"),
        /** A storage without directories of its own can have this. */
        FILE_WITH_CONTENT("is a file and a directory at once on one side: rename the file"),
        /** It would be removed, but something below it is left out. */
        HOLDS_SOMETHING("stays, because it holds something that is left out"),
        /** The receiving side of a one-way pair has a directory there that it keeps. */
        DIRECTORY_IN_THE_WAY("is a file on one side and a directory with content on the other, which is kept");

        private final String words;

        Why(String words) {
            this.words = words;
        }
    }

    /** One sentence for the user. */
    public String sentence() {
        return path + " " + why.words + ".";
    }
}
