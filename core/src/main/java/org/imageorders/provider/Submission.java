package org.imageorders.provider;

/** How far a failed call got; it decides whether making it again can cost twice. */
public enum Submission {
  /** It certainly never reached the provider: nothing was paid, and it may be made again. */
  NOT_SUBMITTED,

  /** The provider said no: nothing was paid, and it is made again only if the code is retryable. */
  REJECTED,

  /** It was sent, and no complete answer came: it may have been paid for. */
  UNKNOWN
}
