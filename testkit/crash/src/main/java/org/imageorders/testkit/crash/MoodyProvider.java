package org.imageorders.testkit.crash;

import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.ErrorCode;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;

/**
 * A provider of which every fiftieth call never gets there, and every hundredth's end is unknown.
 */
record MoodyProvider(ImageProvider drawing, AtomicLong calls) implements ImageProvider {

  MoodyProvider(ImageProvider drawing) {
    this(drawing, new AtomicLong());
  }

  @Override
  public String name() {
    return drawing.name();
  }

  @Override
  public ProviderTraits traits() {
    return drawing.traits();
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    long number = calls.incrementAndGet();
    if (number % 100 == 0) {
      throw new ProviderException(
          Submission.UNKNOWN, ErrorCode.OUTCOME_UNKNOWN, "the connection was lost");
    }
    if (number % 50 == 0) {
      throw new ProviderException(
          Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE, "nobody listens");
    }
    drawing.generate(call, sink);
  }
}
