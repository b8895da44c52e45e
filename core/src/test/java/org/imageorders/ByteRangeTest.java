package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.imageorders.Refusals.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  private static final long MAX = Long.MAX_VALUE;

  @ParameterizedTest
  @CsvSource({
    "0, 9223372036854775807, 0, 10",
    "0, 10, 0, 10",
    "0, 11, 0, 10",
    "0, 1, 0, 1",
    "3, 4, 3, 4",
    "3, 9223372036854775807, 3, 7",
    "9, 9223372036854775807, 9, 1",
    "-1, 9223372036854775807, 9, 1",
    "-4, 2, 6, 2",
    "-10, 9223372036854775807, 0, 10",
    "-11, 9223372036854775807, 0, 10",
    "-9223372036854775808, 9223372036854775807, 0, 10"
  })
  void aRangeWithinTenBytesBeginsAndEndsInThem(long offset, long length, long start, long fits) {
    assertThat(new ByteRange(offset, length).within(10)).isEqualTo(new ByteRange(start, fits));
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "11, 10", "9223372036854775807, 10", "0, 0", "-1, 0"})
  void aRangeThatBeginsBehindTheEndIsRefused(long offset, long total) {
    ImageOrderException refusal =
        catchThrowableOfType(
            ImageOrderException.class, () -> new ByteRange(offset, MAX).within(total));

    assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
    assertThat(refusal)
        .hasMessage(
            "range from byte %d is refused: the image has %d bytes; begin before its end",
            Math.max(0, offset), total);
  }

  @Test
  void rangesAreNamedByWhereTheyBegin() {
    assertThat(ByteRange.ALL).isEqualTo(ByteRange.from(0));
    assertThat(ByteRange.from(7)).isEqualTo(new ByteRange(7, MAX));
    assertThat(ByteRange.last(7)).isEqualTo(new ByteRange(-7, MAX));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void noByteAtAllIsNoRange(long length) {
    String value = Long.toString(length);

    assertRefused(() -> new ByteRange(0, length), "range.length", value, "use 1 or more");
    assertRefused(() -> ByteRange.last(length), "range.last", value, "use 1 or more");
  }
}
