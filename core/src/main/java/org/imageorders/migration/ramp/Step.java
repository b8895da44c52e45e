package org.imageorders.migration.ramp;

import org.imageorders.migration.Share;
import org.jspecify.annotations.Nullable;

/**
 * A share of customers, and how many of their orders must have ended to go on.
 *
 * @param share whose new orders go to the candidate
 * @param minimum how many of the candidate's orders must have ended, at least
 * @param own how much worse the candidate may be here; null for what is set for all steps
 */
record Step(Share share, int minimum, @Nullable Limits own) {

  Limits limits(Limits usual) {
    return own == null ? usual : own;
  }
}
