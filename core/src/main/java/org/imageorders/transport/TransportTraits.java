package org.imageorders.transport;

import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * What a way can carry. Both halves of the protocol go by it: what does not fit travels
 * differently.
 *
 * <p>Immutable.
 */
public final class TransportTraits {

  private final boolean streamsRequests;
  private final boolean streamsResponses;
  private final boolean serverSentEvents;
  private final boolean followsLinks;
  private final long largestRequest;
  private final long largestResponse;
  private final Duration longestWait;

  private TransportTraits(Builder builder) {
    streamsRequests = builder.streamsRequests;
    streamsResponses = builder.streamsResponses;
    serverSentEvents = builder.serverSentEvents;
    followsLinks = builder.followsLinks;
    largestRequest = builder.largestRequest;
    largestResponse = builder.largestResponse;
    longestWait = builder.longestWait;
  }

  /**
   * A way that streams bodies of any length in both directions, server-sent events included; HTTP,
   * say.
   */
  public static TransportTraits streaming() {
    return builder().streamsRequests(true).streamsResponses(true).serverSentEvents(true).build();
  }

  /**
   * A way that holds each message in memory; a function call, say.
   *
   * @param largestRequest the largest body of a request, in bytes
   * @param largestResponse the largest body of a response, in bytes
   */
  public static TransportTraits buffering(long largestRequest, long largestResponse) {
    return builder().largestRequest(largestRequest).largestResponse(largestResponse).build();
  }

  /** Starts traits. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that holds these traits. */
  public Builder toBuilder() {
    return new Builder()
        .streamsRequests(streamsRequests)
        .streamsResponses(streamsResponses)
        .serverSentEvents(serverSentEvents)
        .followsLinks(followsLinks)
        .largestRequest(largestRequest)
        .largestResponse(largestResponse)
        .longestWait(longestWait);
  }

  /** Whether a request's body passes without being held in memory. */
  public boolean streamsRequests() {
    return streamsRequests;
  }

  /** Whether a response's body passes without being held in memory. */
  public boolean streamsResponses() {
    return streamsResponses;
  }

  /** Whether a response passes piece by piece, as its pieces are made, for as long as it takes. */
  public boolean serverSentEvents() {
    return serverSentEvents;
  }

  /**
   * Whether a response of status 307 is followed by the transport itself, to another host too,
   * without the credentials. If not, it is never asked to.
   */
  public boolean followsLinks() {
    return followsLinks;
  }

  /** The largest body of a request, in bytes. */
  public long largestRequest() {
    return largestRequest;
  }

  /** The largest body of a response, in bytes. */
  public long largestResponse() {
    return largestResponse;
  }

  /** How long an answer may be held back, on purpose, before the way gives up on it. */
  public Duration longestWait() {
    return longestWait;
  }

  /** Collects traits. Not thread-safe. */
  public static final class Builder {
    private boolean streamsRequests;
    private boolean streamsResponses;
    private boolean serverSentEvents;
    private boolean followsLinks;
    private long largestRequest = Long.MAX_VALUE;
    private long largestResponse = Long.MAX_VALUE;
    private Duration longestWait = Duration.ofSeconds(60);

    private Builder() {}

    /** See {@link TransportTraits#streamsRequests()}; false unless set. */
    public Builder streamsRequests(boolean can) {
      streamsRequests = can;
      return this;
    }

    /** See {@link TransportTraits#streamsResponses()}; false unless set. */
    public Builder streamsResponses(boolean can) {
      streamsResponses = can;
      return this;
    }

    /** See {@link TransportTraits#serverSentEvents()}; false unless set. */
    public Builder serverSentEvents(boolean can) {
      serverSentEvents = can;
      return this;
    }

    /** See {@link TransportTraits#followsLinks()}; false unless set. */
    public Builder followsLinks(boolean does) {
      followsLinks = does;
      return this;
    }

    /** See {@link TransportTraits#largestRequest()}; at least 64 KiB; without limit unless set. */
    public Builder largestRequest(long bytes) {
      largestRequest = bytes;
      return this;
    }

    /** See {@link TransportTraits#largestResponse()}; at least 64 KiB; without limit unless set. */
    public Builder largestResponse(long bytes) {
      largestResponse = bytes;
      return this;
    }

    /** See {@link TransportTraits#longestWait()}; zero or more; 60 seconds unless set. */
    public Builder longestWait(Duration most) {
      longestWait = most;
      return this;
    }

    /**
     * Makes the traits.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a message may be no larger
     *     than 64 KiB or the wait is negative
     */
    public TransportTraits build() {
      atLeast64KiB("largestRequest", largestRequest);
      atLeast64KiB("largestResponse", largestResponse);
      if (longestWait.isNegative()) {
        throw ImageOrderException.invalid("longestWait", longestWait, "use zero or more");
      }
      return new TransportTraits(this);
    }

    private static void atLeast64KiB(String field, long bytes) {
      if (bytes < 64 * 1024) {
        throw ImageOrderException.invalid(field, bytes, "use 65536 or more");
      }
    }
  }
}
