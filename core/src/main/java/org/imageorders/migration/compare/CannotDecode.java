package org.imageorders.migration.compare;

/** An image that cannot be looked at, and whose fault that is. */
final class CannotDecode extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean noReader;

  private CannotDecode(String why, boolean noReader) {
    super(why);
    this.noReader = noReader;
  }

  /** The image is at fault. */
  static CannotDecode broken(String why) {
    return new CannotDecode(why, false);
  }

  /** This JVM is at fault: the image may be perfect. */
  static CannotDecode noReader(String what) {
    return new CannotDecode(what, true);
  }

  boolean isNoReader() {
    return noReader;
  }

  /** Why, as the end of a sentence. */
  String why() {
    return String.valueOf(getMessage());
  }
}
