package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/** Asserts that something is refused. */
final class Refusals {

  private Refusals() {}

  static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(ImageOrderException.class)
        .isThrownBy(call)
        .satisfies(
            refusal -> {
              if (!refusal.code().equals(code)) {
                throw new AssertionError(
                    "refused with " + refusal.code() + ", not " + code, refusal);
              }
            });
  }
}
