package org.imageorders.migration.shadow;

import java.io.IOException;
import org.imageorders.ImageContent;

/** Compares two pictures of the same order. Thread-safe. */
@FunctionalInterface
public interface ImageComparison {

  /**
   * Compares them. What cannot be decoded is an answer, not an exception.
   *
   * @param original legacy's picture, which the caller closes
   * @param copy the twin's, which the caller closes
   * @throws IOException if one of them cannot be read to its end for now
   */
  Resemblance compare(ImageContent original, ImageContent copy) throws IOException;
}
