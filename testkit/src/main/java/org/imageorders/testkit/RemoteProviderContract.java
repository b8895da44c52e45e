package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.imageorders.ErrorCode;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.junit.jupiter.api.Test;

/**
 * What a provider keeps that calls something which can fail. It is driven against a stand-in for
 * that something, which fails as told and counts what reaches it.
 */
public interface RemoteProviderContract {

  /** What the stand-in does with a call. */
  enum Behaviour {
    /** It says that there were too many calls, and wants {@link #PAUSE}. */
    ASKS_FOR_A_PAUSE,
    /** It refuses the prompt. */
    REFUSES_THE_CONTENT,
    /** It takes the call and loses the connection, with no image or with a part of one sent. */
    LOSES_THE_CONNECTION,
    /** It takes the call and never answers. */
    HANGS
  }

  /** The pause that {@link Behaviour#ASKS_FOR_A_PAUSE} asks for. */
  Duration PAUSE = Duration.ofSeconds(90);

  /** A new provider whose stand-in does this with every call. The contract closes it. */
  ImageProvider providerWhoseRemote(Behaviour behaviour);

  /** How many calls have reached the stand-in of the provider made last. */
  int callsReceived();

  /** Waits until a call has reached the stand-in of the provider made last. */
  void awaitCall() throws InterruptedException;

  @Test
  default void aRequestedPauseIsToldAndTheCallNotRepeated() {
    ProviderException failure = failure(Behaviour.ASKS_FOR_A_PAUSE);
    assertThat(failure.submission()).isEqualTo(Submission.REJECTED);
    assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(failure.retryAfter()).contains(PAUSE);
    assertThat(callsReceived()).as("calls for one attempt").isEqualTo(1);
  }

  @Test
  default void refusedContentIsToldAsThatAndTheCallNotRepeated() {
    ProviderException failure = failure(Behaviour.REFUSES_THE_CONTENT);
    assertThat(failure.submission()).isEqualTo(Submission.REJECTED);
    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
    assertThat(callsReceived()).as("calls for one attempt").isEqualTo(1);
  }

  @Test
  default void aConnectionLostAfterTheCallWasSentIsOfUnknownFateAndTheCallNotRepeated() {
    ProviderException failure = failure(Behaviour.LOSES_THE_CONNECTION);
    assertThat(failure.submission()).isEqualTo(Submission.UNKNOWN);
    assertThat(callsReceived()).as("calls for one attempt").isEqualTo(1);
  }

  @Test
  default void anInterruptEndsACallThatWouldNotEndByItself() throws Exception {
    try (ImageProvider provider = providerWhoseRemote(Behaviour.HANGS)) {
      RecordingSink sink = new RecordingSink();
      Calls.Started call = Calls.startOn(() -> provider.generate(call(), sink));
      awaitCall();
      call.thread().interrupt();
      ExecutionException end =
          catchThrowableOfType(
              ExecutionException.class, () -> call.done().get(60, TimeUnit.SECONDS));
      assertThat(end).hasCauseInstanceOf(InterruptedException.class);
      assertThat(sink.images()).as("images completed by an aborted call").isEmpty();
      assertThat(callsReceived()).as("calls for one attempt").isEqualTo(1);
    }
  }

  private ProviderException failure(Behaviour behaviour) {
    try (ImageProvider provider = providerWhoseRemote(behaviour)) {
      RecordingSink sink = new RecordingSink();
      ProviderException failure =
          catchThrowableOfType(ProviderException.class, () -> provider.generate(call(), sink));
      assertThat(failure).as("what the call ends with").isNotNull();
      assertThat(sink.images()).as("images completed by a failed call").isEmpty();
      return failure;
    }
  }

  private static ProviderCall call() {
    return ProviderCall.builder(
            "attempt-1", ImageSpec.builder("a lighthouse at dusk").size(1024, 1024).build())
        .places(List.of(0))
        .build();
  }
}
