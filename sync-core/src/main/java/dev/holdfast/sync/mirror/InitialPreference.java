package dev.holdfast.sync.mirror;

/** What a two-way pair does on its first run, before anything is known of what both sides had in common. */
public enum InitialPreference {
    /** Neither side comes first: both get all, and files that differ are conflicts. */
    MERGE,
    /** Where files differ, the source's stays and the destination's goes to the trash. */
    SOURCE_WINS,
    /** Where files differ, the destination's stays and the source's goes to the trash. */
    DESTINATION_WINS
}
