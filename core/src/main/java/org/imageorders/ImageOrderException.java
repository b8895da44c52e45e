package org.imageorders;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library. Its {@link #code} tells what a program can do about it, its
 * message what a person can: what was refused, the value, and the mend.
 */
public final class ImageOrderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable String field;
  private final @Nullable Duration retryAfter;

  /** An exception with nothing behind it. */
  public ImageOrderException(ErrorCode code, String message) {
    this(code, message, null, null, null);
  }

  /** An exception that something else caused. */
  public ImageOrderException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, null, null, cause);
  }

  private ImageOrderException(
      ErrorCode code,
      String message,
      @Nullable String field,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }

  /**
   * Refuses a value.
   *
   * @param field what was set, by its name in the API
   * @param value what it was set to; long ones are shortened in the message. Never a secret.
   * @param mend what to do instead, in the imperative
   */
  public static ImageOrderException invalid(String field, @Nullable Object value, String mend) {
    String shown = String.valueOf(value);
    if (shown.length() > 80) {
      shown = shown.substring(0, 77) + "...";
    }
    return new ImageOrderException(
        ErrorCode.INVALID_REQUEST,
        field + " '" + shown + "' is refused: " + mend,
        field,
        null,
        null);
  }

  /** The same exception, saying when to try again. */
  public ImageOrderException withRetryAfter(Duration delay) {
    ImageOrderException copy = new ImageOrderException(code, message(), field, delay, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** The same exception, naming the field of the request that it is about. */
  public ImageOrderException withField(String name) {
    ImageOrderException copy =
        new ImageOrderException(code, message(), name, retryAfter, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  private String message() {
    return Objects.requireNonNull(getMessage());
  }

  /** Why, in one word. */
  public ErrorCode code() {
    return code;
  }

  /** Whether the same request can succeed later with nothing changed. */
  public boolean retryable() {
    return code.retryable();
  }

  /** How long to wait before trying again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The field of the request that was refused, where it is one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }
}
