package org.imageorders.provider;

import org.imageorders.ImageSpec;
import org.imageorders.Money;

/** What a provider's images cost, told before the call. Always in the same currency. */
@FunctionalInterface
public interface Pricing {

  /** The most that a call for so many images of a spec should cost. */
  Money estimate(ImageSpec spec, int images);
}
