package org.imageorders.examples.monolith.service;

/** A release of the service's generator. */
public enum Release {
  /** As it should be. */
  SOUND("nothing is wrong with it"),

  /** Over some prompts it does not draw. */
  FAILS("it fails over one prompt in six"),

  /** Each picture takes far longer. */
  SLOW("a picture takes it 4 seconds"),

  /** Some pictures are of half the width and height. */
  WRONG_SIZE("one picture in six is of half the width and height that were ordered");

  private final String words;

  Release(String words) {
    this.words = words;
  }

  /** What is wrong with it, in words. */
  public String words() {
    return words;
  }
}
