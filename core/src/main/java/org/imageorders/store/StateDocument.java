package org.imageorders.store;

/**
 * A small named document.
 *
 * @param name unique in its store
 * @param version grows with every write, also across a removal
 * @param text the content
 */
public record StateDocument(String name, long version, String text) {}
