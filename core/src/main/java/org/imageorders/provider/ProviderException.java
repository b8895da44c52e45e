package org.imageorders.provider;

import java.time.Duration;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.jspecify.annotations.Nullable;

/** A call that failed: how far it got, why, and when another may be made. */
public final class ProviderException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Submission submission;
  private final ErrorCode code;
  private final @Nullable Duration retryAfter;

  /**
   * Takes a failure.
   *
   * @param code why; whether a refused call is made again follows {@link ErrorCode#retryable()}
   * @param message for people: what the provider said; never a key
   */
  public ProviderException(Submission submission, ErrorCode code, String message) {
    this(submission, code, message, null, null);
  }

  /** Takes a failure that something else caused. */
  public ProviderException(
      Submission submission, ErrorCode code, String message, @Nullable Throwable cause) {
    this(submission, code, message, null, cause);
  }

  /**
   * Takes a failure after which the provider wants a pause.
   *
   * @param retryAfter how long to make no call at all, from now
   */
  public ProviderException(
      Submission submission,
      ErrorCode code,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.submission = submission;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** How far the call got. */
  public Submission submission() {
    return submission;
  }

  /** Why it failed. */
  public ErrorCode code() {
    return code;
  }

  /** How long to make no call at all, from when this was thrown. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The code and message as they stand in the ledger. */
  public Failure failure() {
    return new Failure(code, String.valueOf(getMessage()));
  }
}
