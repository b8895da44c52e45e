package org.imageorders.examples.benchmarks.subject;

/** A system that makes images by the API, as its users would use it. */
interface ImageClient {

  /** Begins to draw, and returns at once, however many are drawn already. */
  Drawing draw(Ask ask);
}
