package org.imageorders;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library. Its {@link #code} tells what a program can do about it, its
 * message what a person can: what was refused, the value, and the mend.
 */
public final class ImageOrderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What whoever should carry something out answers instead. */
  private static final Set<ErrorCode> REFUSALS =
      Set.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.FORBIDDEN,
          ErrorCode.NOT_FOUND,
          ErrorCode.GONE,
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.TOO_LARGE,
          ErrorCode.UNSUPPORTED_MEDIA,
          ErrorCode.RANGE_NOT_SATISFIABLE,
          ErrorCode.OVERLOADED,
          ErrorCode.CEILING_EXCEEDED,
          ErrorCode.BUDGET_EXCEEDED,
          ErrorCode.PROVIDER_REFUSED,
          ErrorCode.CONTENT_REFUSED);

  private final ErrorCode code;
  private final Details details;

  /** What is not always known. */
  private record Details(
      @Nullable String field, @Nullable Duration retryAfter, @Nullable Boolean doubtful)
      implements Serializable {
    private static final Details NONE = new Details(null, null, null);
  }

  /** An exception with nothing behind it. */
  public ImageOrderException(ErrorCode code, String message) {
    this(code, message, Details.NONE, null);
  }

  /** An exception that something else caused. */
  public ImageOrderException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, Details.NONE, cause);
  }

  private ImageOrderException(
      ErrorCode code, String message, Details details, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.details = details;
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
        new Details(field, null, null),
        null);
  }

  /** The same exception, saying when to try again. */
  public ImageOrderException withRetryAfter(Duration delay) {
    return with(new Details(details.field, delay, details.doubtful));
  }

  /** The same exception, naming the field of the request that it is about. */
  public ImageOrderException withField(String name) {
    return with(new Details(name, details.retryAfter, details.doubtful));
  }

  /**
   * The same exception, where more is known of what was asked for than its code says.
   *
   * @param doubtful see {@link #isDoubtful}
   */
  public ImageOrderException withDoubt(boolean doubtful) {
    return with(new Details(details.field, details.retryAfter, doubtful));
  }

  private ImageOrderException with(Details more) {
    ImageOrderException copy = new ImageOrderException(code, message(), more, getCause());
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

  /**
   * Whether what was asked for may have been carried out nevertheless, as when an answer was lost.
   * If not, it certainly was not: it was refused, each time that it was asked for, or never sent.
   */
  public boolean isDoubtful() {
    return details.doubtful != null ? details.doubtful : !REFUSALS.contains(code);
  }

  /** How long to wait before trying again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(details.retryAfter);
  }

  /** The field of the request that was refused, where it is one. */
  public Optional<String> field() {
    return Optional.ofNullable(details.field);
  }
}
