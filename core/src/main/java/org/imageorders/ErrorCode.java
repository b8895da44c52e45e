package org.imageorders;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says in one word why something was refused or failed. The set grows: a code of a newer version
 * that this one does not know is carried through unchanged, so compare with {@code equals} and have
 * an answer for the rest.
 *
 * <p>Immutable. Two codes of the same name are equal.
 */
public final class ErrorCode implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Map<String, ErrorCode> KNOWN = new LinkedHashMap<>();

  /** The request itself is wrong; the message tells the field, the value and the mend. */
  public static final ErrorCode INVALID_REQUEST = known("INVALID_REQUEST", false);

  /** No valid credentials came with the request. */
  public static final ErrorCode UNAUTHENTICATED = known("UNAUTHENTICATED", false);

  /** The credentials do not allow this. */
  public static final ErrorCode FORBIDDEN = known("FORBIDDEN", false);

  /** There is no such order, image or upload for this tenant. */
  public static final ErrorCode NOT_FOUND = known("NOT_FOUND", false);

  /** There was such an order; it was removed. */
  public static final ErrorCode GONE = known("GONE", false);

  /** The idempotency key was used for a different request. */
  public static final ErrorCode IDEMPOTENCY_CONFLICT = known("IDEMPOTENCY_CONFLICT", false);

  /** More bytes than the configured limit. */
  public static final ErrorCode TOO_LARGE = known("TOO_LARGE", false);

  /** Not an image of a kind that can be used here. */
  public static final ErrorCode UNSUPPORTED_MEDIA = known("UNSUPPORTED_MEDIA", false);

  /** The range begins behind the image's end. */
  public static final ErrorCode RANGE_NOT_SATISFIABLE = known("RANGE_NOT_SATISFIABLE", false);

  /** The backlog is full; try again after the time given. */
  public static final ErrorCode OVERLOADED = known("OVERLOADED", true);

  /** What should have answered did not, or is shutting down. */
  public static final ErrorCode UNAVAILABLE = known("UNAVAILABLE", true);

  /** A bounded wait is over; what was waited for goes on. */
  public static final ErrorCode TIMEOUT = known("TIMEOUT", true);

  /** The order was cancelled. */
  public static final ErrorCode CANCELLED = known("CANCELLED", false);

  /** The order's deadline came first. */
  public static final ErrorCode DEADLINE_EXCEEDED = known("DEADLINE_EXCEEDED", false);

  /** One more call could cost more than the order's ceiling. */
  public static final ErrorCode CEILING_EXCEEDED = known("CEILING_EXCEEDED", false);

  /** One more call could cost more than the customer's budget. */
  public static final ErrorCode BUDGET_EXCEEDED = known("BUDGET_EXCEEDED", false);

  /** A call was sent and its fate is unknown; it may have been paid for, and is not made again. */
  public static final ErrorCode OUTCOME_UNKNOWN = known("OUTCOME_UNKNOWN", false);

  /** The provider asks for fewer calls; repeated after the time that it gives. */
  public static final ErrorCode RATE_LIMITED = known("RATE_LIMITED", true);

  /** The provider's account is used up or unpaid; repeating does not help. */
  public static final ErrorCode QUOTA_EXHAUSTED = known("QUOTA_EXHAUSTED", false);

  /** The provider could not be reached, or says that it is out of order. */
  public static final ErrorCode PROVIDER_UNAVAILABLE = known("PROVIDER_UNAVAILABLE", true);

  /** The provider refuses the call as it is: wrong key, unknown model, option not supported. */
  public static final ErrorCode PROVIDER_REFUSED = known("PROVIDER_REFUSED", false);

  /** The provider refuses what the prompt asks for. */
  public static final ErrorCode CONTENT_REFUSED = known("CONTENT_REFUSED", false);

  /** The provider answered without this image. */
  public static final ErrorCode IMAGE_MISSING = known("IMAGE_MISSING", false);

  /**
   * What the provider sent is not the image that was ordered: truncated, of other pixels, not an
   * image.
   */
  public static final ErrorCode INVALID_IMAGE = known("INVALID_IMAGE", false);

  /** The image was made but could not be kept. */
  public static final ErrorCode STORAGE_FAILED = known("STORAGE_FAILED", false);

  /** A fault of this library or of what it was given; please report it. */
  public static final ErrorCode INTERNAL = known("INTERNAL", false);

  private final String name;
  private final boolean retryable;

  private ErrorCode(String name, boolean retryable) {
    this.name = name;
    this.retryable = retryable;
  }

  private static ErrorCode known(String name, boolean retryable) {
    ErrorCode code = new ErrorCode(name, retryable);
    KNOWN.put(name, code);
    return code;
  }

  /** The code of this name; one that is not known to this version counts as not retryable. */
  public static ErrorCode of(String name) {
    ErrorCode known = KNOWN.get(name);
    return known != null ? known : new ErrorCode(name, false);
  }

  /** The codes known to this version. */
  public static Collection<ErrorCode> values() {
    return Collections.unmodifiableCollection(KNOWN.values());
  }

  /** The code as it stands on the wire and in stores, for example {@code OVERLOADED}. */
  public String name() {
    return name;
  }

  /** Whether the same request can succeed later with nothing changed. */
  public boolean retryable() {
    return retryable;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ErrorCode code && code.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
