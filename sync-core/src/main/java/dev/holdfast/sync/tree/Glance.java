package dev.holdfast.sync.tree;

/**
 * One look at a whole tree, of which only as much is made out as somebody asks for. Used by one thread at a time.
 *
 * @see Tree#glance
 */
public interface Glance {
    /** Tells this look from others at the same tree: two that have the same digest showed the same. */
    String digest();

    /** What was seen. */
    TreeListing listing();

    /** Of a look that is made out already. */
    static Glance of(TreeListing listing) {
        return new Glance() {
            @Override
            public String digest() {
                return LookDigest.of(listing);
            }

            @Override
            public TreeListing listing() {
                return listing;
            }
        };
    }
}
