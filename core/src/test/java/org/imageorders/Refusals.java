package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that values are refused as they should be: with the field, the value and the mend. */
final class Refusals {

  private Refusals() {}

  /** Asserts that what is called refuses a value, and tells which, and what to do instead. */
  static void assertRefused(ThrowingCallable call, String field, String value, String mend) {
    ImageOrderException refusal = catchThrowableOfType(ImageOrderException.class, call);
    assertThat(refusal).as("refusal of %s '%s'", field, value).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.retryable()).isFalse();
    assertThat(refusal.field()).isEqualTo(Optional.of(field));
    assertThat(refusal).hasMessage(field + " '" + value + "' is refused: " + mend);
  }
}
