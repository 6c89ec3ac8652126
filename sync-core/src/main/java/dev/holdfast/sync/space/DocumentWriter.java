package dev.holdfast.sync.space;

import dev.holdfast.sync.space.SpaceStore.Outcome;
import dev.holdfast.sync.space.SpaceStore.Put;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents as wishes say. For use in one transaction.
 *
 * @param now when it happens
 */
record DocumentWriter(Connection connection, SpaceContents contents, Instant now) {
    /**
     * What has to be where something is put.
     *
     * @param counts whether that matters at all
     * @param document null where nothing may be
     */
    record Seen(boolean counts, @Nullable SpaceDocument document) {
        static final Seen ANYTHING = new Seen(false, null);

        void require(Optional<DocumentRow> there, String path) {
            boolean same = document == null
                    ? there.isEmpty()
                    : there.filter(row -> row.id().equals(document.id())
                                    && row.document().revision() == document.revision())
                            .isPresent();
            if (counts && !same) {
                throw new SpaceException(
                        "'" + SpaceNames.shown(path) + "' was changed in the space just now: try again.");
            }
        }
    }

    /** Puts a document at its path, over the one that is there, or where there is room. */
    Put put(long space, DocumentWish wish, Seen over, SpaceContents.Incoming incoming) throws SQLException {
        Optional<DocumentRow> there = SpaceTable.at(connection, space, wish.path());
        over.require(there, wish.path());
        if (there.isPresent()) {
            return filled(there.get(), wish, incoming);
        }
        SpaceTable.requireRoom(connection, space, wish.path());
        Optional<DocumentRow> gone = wish.id().isEmpty()
                ? Optional.empty()
                : SpaceTable.ofId(connection, space, wish.id().get());
        if (gone.isPresent() && gone.get().document().deleted().isPresent()) {
            DocumentRow back = SpaceTable.bringBack(connection, gone.get(), wish.path(), now);
            return new Put(filled(back, wish, incoming).document(), Outcome.CREATED);
        }
        DocumentRow made = SpaceTable.insert(connection, space, wish, contents.link(connection, incoming), now);
        return new Put(made.document(), Outcome.CREATED);
    }

    private Put filled(DocumentRow before, DocumentWish wish, SpaceContents.Incoming incoming) throws SQLException {
        if (before.document().sha256().equals(incoming.sha256())) {
            return described(before, wish, false);
        }
        long content = contents.link(connection, incoming);
        DocumentRow row =
                SpaceTable.replace(connection, before, content, wish.modified().orElse(now), now);
        return described(row, wish, true);
    }

    /** Gives a document what a wish says besides content and path. */
    Put described(DocumentRow before, DocumentWish wish, boolean changedAlready) throws SQLException {
        DocumentRow row = before;
        boolean changed = changedAlready;
        if (wish.metadata().isPresent()
                && !wish.metadata().get().equals(row.document().metadata())) {
            row = SpaceTable.describe(connection, row, wish.metadata().get(), now, now);
            changed = true;
        }
        if (wish.parent().isPresent() && !wish.parent().equals(row.document().parent())) {
            row = SpaceTable.belong(connection, row, wish.parent().get(), now);
            changed = true;
        }
        return new Put(row.document(), changed ? Outcome.UPDATED : Outcome.UNCHANGED);
    }
}
