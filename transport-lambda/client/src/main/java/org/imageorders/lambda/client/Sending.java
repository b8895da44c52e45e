package org.imageorders.lambda.client;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Has the client send one request once, whatever it is set to, and sees how far that got. What a
 * client does that does not ask plug-ins is not known. Thread-safe.
 */
final class Sending implements SdkPlugin, ExecutionInterceptor {

  private final AtomicInteger times = new AtomicInteger();
  private volatile boolean seen;

  @Override
  public void configureClient(SdkServiceClientConfiguration.Builder config) {
    config.overrideConfiguration(
        config
            .overrideConfiguration()
            .copy(
                change ->
                    change
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(this)));
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    seen = true;
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    times.incrementAndGet();
  }

  /** Whether it certainly ended before the first byte, and before a connection was asked for. */
  boolean neverBegan() {
    return seen && times.get() == 0;
  }

  /** Whether what came of the last time is certainly all that came of it. */
  boolean wasOnce() {
    return times.get() == 1;
  }
}
