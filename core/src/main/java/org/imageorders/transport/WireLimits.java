package org.imageorders.transport;

import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * How much an endpoint takes.
 *
 * <p>Immutable.
 */
public final class WireLimits {

  /** The most orders that one {@code POST /v1/orders/wait} names. */
  public static final int MOST_WAITED_FOR = 500;

  private final int largestDocument;
  private final long largestUpload;
  private final Duration heartbeat;

  private WireLimits(Builder builder) {
    largestDocument = builder.largestDocument;
    largestUpload = builder.largestUpload;
    heartbeat = builder.heartbeat;
  }

  /** The limits of who sets none. */
  public static WireLimits defaults() {
    return builder().build();
  }

  /** Starts limits. */
  public static Builder builder() {
    return new Builder();
  }

  /** The largest JSON document, in bytes. */
  public int largestDocument() {
    return largestDocument;
  }

  /** The largest uploaded image, in bytes. */
  public long largestUpload() {
    return largestUpload;
  }

  /** After how long without an event a stream of events shows that it is alive. */
  public Duration heartbeat() {
    return heartbeat;
  }

  /** Collects limits. Not thread-safe. */
  public static final class Builder {
    // 100 prompts of 32,000 characters, each character written as six bytes, and what stands around
    // them.
    private int largestDocument = 24 * 1024 * 1024;
    private long largestUpload = 64 * 1024 * 1024;
    private Duration heartbeat = Duration.ofSeconds(15);

    private Builder() {}

    /** See {@link WireLimits#largestDocument()}; 24 MiB unless set, which holds any order. */
    public Builder largestDocument(int bytes) {
      largestDocument = bytes;
      return this;
    }

    /** See {@link WireLimits#largestUpload()}; 64 MiB unless set. */
    public Builder largestUpload(long bytes) {
      largestUpload = bytes;
      return this;
    }

    /** See {@link WireLimits#heartbeat()}; 15 seconds unless set. */
    public Builder heartbeat(Duration silence) {
      heartbeat = silence;
      return this;
    }

    /**
     * Makes the limits.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if one is not more than zero
     */
    public WireLimits build() {
      if (largestDocument < 1) {
        throw ImageOrderException.invalid("largestDocument", largestDocument, "use 1 or more");
      }
      if (largestUpload < 1) {
        throw ImageOrderException.invalid("largestUpload", largestUpload, "use 1 or more");
      }
      if (heartbeat.isNegative() || heartbeat.isZero()) {
        throw ImageOrderException.invalid("heartbeat", heartbeat, "use more than zero");
      }
      return new WireLimits(this);
    }
  }
}
