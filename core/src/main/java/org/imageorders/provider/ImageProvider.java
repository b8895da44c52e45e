package org.imageorders.provider;

/**
 * Draws. Each call of {@link #generate} is one attempt: a provider never repeats by itself, because
 * attempts cost money and are counted by whoever calls.
 *
 * <p>Implementations are thread-safe: calls run at the same time. A call blocks its thread;
 * interrupting the thread aborts the call on the wire and ends it within a moment.
 */
public interface ImageProvider extends AutoCloseable {

  /** A short name that stays the same, such as {@code openai}; it stands in the ledger. */
  String name();

  /** What it can do. The same at every call. */
  ProviderTraits traits();

  /**
   * Makes the images of one call and gives each to the sink as it comes, without holding it whole.
   * Returning means that the provider's answer is complete, even if it held fewer images than asked
   * for.
   *
   * <p>What the sink throws is not the provider's fault: it passes through unmapped.
   *
   * @throws ProviderException if the call failed; its {@link Submission} tells whether it may have
   *     been paid for
   * @throws InterruptedException if the thread was interrupted and the call was aborted
   */
  void generate(ProviderCall call, ImageSink sink) throws ProviderException, InterruptedException;

  /** Releases connections. Calls that run may fail. */
  @Override
  default void close() {}
}
