package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tells a program how something stands: error codes, exceptions and statuses. */
class CodesTest {

  @Test
  void aCodeOfANewerVersionIsCarriedUnchanged() {
    ErrorCode newer = ErrorCode.of("SOMETHING_NEW");

    assertThat(newer.name()).isEqualTo("SOMETHING_NEW");
    assertThat(newer).hasToString("SOMETHING_NEW");
    assertThat(newer.retryable()).isFalse();
    assertThat(newer)
        .isEqualTo(ErrorCode.of("SOMETHING_NEW"))
        .hasSameHashCodeAs(ErrorCode.of("SOMETHING_NEW"));
    assertThat(ErrorCode.values()).doesNotContain(newer);
  }

  @Test
  void everyKnownCodeIsFoundByItsName() {
    assertThat(ErrorCode.values()).hasSize(26);
    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(ErrorCode.of(code.name())).isSameAs(code));
  }

  @Test
  void onlyWhatCanSucceedUnchangedIsRetryable() {
    Set<String> retryable =
        ErrorCode.values().stream()
            .filter(ErrorCode::retryable)
            .map(ErrorCode::name)
            .collect(Collectors.toSet());

    assertThat(retryable)
        .containsExactlyInAnyOrder(
            "OVERLOADED", "UNAVAILABLE", "TIMEOUT", "RATE_LIMITED", "PROVIDER_UNAVAILABLE");
  }

  @Test
  void anExceptionSurvivesSerialization() throws Exception {
    ImageOrderException sent =
        new ImageOrderException(ErrorCode.OVERLOADED, "full", new IOException("why"))
            .withRetryAfter(Duration.ofSeconds(7))
            .withField("prompt");

    ImageOrderException come = serialized(sent);

    assertThat(come).hasMessage("full").hasRootCauseMessage("why");
    assertThat(come.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(come.retryable()).isTrue();
    assertThat(come.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(come.field()).contains("prompt");
  }

  @Test
  void addingAFieldOrADelayLosesNothing() {
    IllegalStateException cause = new IllegalStateException("why");
    ImageOrderException first = new ImageOrderException(ErrorCode.RATE_LIMITED, "slow", cause);

    ImageOrderException both = first.withRetryAfter(Duration.ofSeconds(3)).withField("size");
    ImageOrderException turned = first.withField("size").withRetryAfter(Duration.ofSeconds(3));

    for (ImageOrderException copy : new ImageOrderException[] {both, turned}) {
      assertThat(copy).hasMessage("slow").hasCause(cause);
      assertThat(copy.getStackTrace()).isEqualTo(first.getStackTrace());
      assertThat(copy.code()).isEqualTo(ErrorCode.RATE_LIMITED);
      assertThat(copy.retryAfter()).contains(Duration.ofSeconds(3));
      assertThat(copy.field()).contains("size");
    }
    assertThat(first.retryAfter()).isEmpty();
    assertThat(first.field()).isEmpty();
  }

  @Test
  void aLongValueIsShortenedInTheMessage() {
    assertThat(ImageOrderException.invalid("model", "m".repeat(80), "mend"))
        .hasMessage("model '" + "m".repeat(80) + "' is refused: mend");
    assertThat(ImageOrderException.invalid("model", "m".repeat(81), "mend"))
        .hasMessage("model '" + "m".repeat(77) + "...' is refused: mend");
    assertThat(ImageOrderException.invalid("model", null, "mend"))
        .hasMessage("model 'null' is refused: mend");
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void anOrderEndsByCompletionFailureOrCancellationAlone(OrderStatus status) {
    Set<String> ended = Set.of("COMPLETED", "PARTIALLY_COMPLETED", "FAILED", "CANCELLED");

    assertThat(status.isEnded()).isEqualTo(ended.contains(status.name()));
  }

  private static ImageOrderException serialized(ImageOrderException exception) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ImageOrderException) in.readObject();
    }
  }
}
