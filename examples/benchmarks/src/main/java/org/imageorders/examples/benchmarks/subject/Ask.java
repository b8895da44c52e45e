package org.imageorders.examples.benchmarks.subject;

/**
 * What is asked for.
 *
 * @param previews for each image; 0 for an answer in one piece
 */
public record Ask(String model, int images, int previews) {

  /** The model of all benchmarks that need one only. */
  public static final String MODEL = "gpt-image-2";

  static final String PROMPT = "a lighthouse at dusk, watercolour";
}
