package org.imageorders.lambda.payload;

import org.imageorders.transport.TransportTraits;

/** How much one invocation carries (AWS Lambda quotas, synchronous invocation). */
public final class PayloadLimits {

  /** The largest event, in bytes. */
  public static final int LARGEST_EVENT = 6 * 1024 * 1024;

  /** The largest answer of a function, in bytes. */
  public static final int LARGEST_ANSWER = LARGEST_EVENT + 100;

  /**
   * The largest body that either of them holds, in bytes: base64 makes four of three, and what
   * stands around the body needs some room.
   */
  public static final int LARGEST_BODY = 4 * 1024 * 1024;

  private PayloadLimits() {}

  /** What an invocation carries: it streams nothing. */
  public static TransportTraits traits() {
    return TransportTraits.buffering(LARGEST_BODY, LARGEST_BODY);
  }
}
