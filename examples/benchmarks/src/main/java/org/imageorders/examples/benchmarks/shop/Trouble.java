package org.imageorders.examples.benchmarks.shop;

import java.util.Locale;

/** What ails the generator. */
public enum Trouble {
  /** Nothing: a picture takes its usual time. */
  NONE,

  /** It takes calls and never returns. */
  HUNG,

  /** It refuses every call at once. */
  DEAD,

  /** Every call holds on to much memory for as long as it takes. */
  HEAP;

  /** In lower case, as in results. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
