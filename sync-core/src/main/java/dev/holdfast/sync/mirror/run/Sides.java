package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.tree.Tree;

/** The two trees of a pair. */
record Sides(Tree left, Tree right) {
    Tree of(Side side) {
        return side == Side.LEFT ? left : right;
    }
}
