package org.imageorders.migration;

/**
 * What became of the orders that were recalled from a side.
 *
 * @param moved those that are on the other side now
 * @param started those that stay, because a call had begun, or because they had just ended
 * @param failed the others: a side did not answer, cannot withdraw, or refused (then the order ends
 *     as cancelled); the customer cancelled it meanwhile; it had been moved before. Each that was
 *     refused is logged. Recalling again takes up what was left half done. After three in a row
 *     that a side did not answer or had no room for, the others are not begun with, nor counted.
 */
public record Recalled(int moved, int started, int failed) {}
