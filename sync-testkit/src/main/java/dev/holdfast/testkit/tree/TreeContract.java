package dev.holdfast.testkit.tree;

/**
 * The suite that every {@link dev.holdfast.sync.tree.Tree} passes. Extend it and give an empty tree for each test in
 * {@link #emptyTree}, and a second look at the same root in {@link #sameTree}. What the tree says of itself in
 * {@link dev.holdfast.sync.tree.Tree#guarding()} and {@link dev.holdfast.sync.tree.Tree#caseSensitive()} decides what a test
 * expects.
 *
 * <p>Hooks for what a tree can't declare, each with a default:
 *
 * <ul>
 *   <li>{@link #edit}: how another program stores a file there;
 *   <li>{@link #putOther}: how it makes a link or the like;
 *   <li>{@link #trashed} and {@link #allTrashed}: read what is in the trash;
 *   <li>{@link #keepsTimes}: false where the time that a file was written with is lost;
 *   <li>{@link #keepsReplaced}: false where what is replaced is gone;
 *   <li>{@link #leaveUnfinishedWrite}: leaves what a died write leaves;
 *   <li>{@link #passRetention}: lets the time go by after which the trash is emptied;
 *   <li>{@link #passHalfALease}: lets more than half of the time go by after which a dead holder is given up.
 * </ul>
 */
public abstract class TreeContract extends TreeContractHolds {}
