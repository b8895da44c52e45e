package org.imageorders.examples.quickstart;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.Money;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;
import org.imageorders.provider.offline.OfflineProvider;

/**
 * Draws what it likes; refuses what is "refused" and never ends what "hangs". It stops for ever in
 * the middle of every picture after those that the property {@code moody.whole} lets it finish.
 */
public final class MoodyProvider implements ImageProvider {

  private static final byte[] PNG_BEGIN = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final AtomicInteger whole =
      new AtomicInteger(Integer.getInteger("moody.whole", Integer.MAX_VALUE));
  private final ImageProvider offline =
      OfflineProvider.builder().pricePerImage(Money.usd("0.05")).build();

  @Override
  public String name() {
    return "moody";
  }

  @Override
  public ProviderTraits traits() {
    return offline.traits();
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    String prompt = call.spec().prompt();
    if (prompt.contains("refused")) {
      throw new ProviderException(
          Submission.REJECTED, ErrorCode.CONTENT_REFUSED, "this is not drawn here");
    }
    if (prompt.contains("hangs")) {
      new CountDownLatch(1).await();
    }
    if (whole.getAndDecrement() <= 0) {
      try (ImageOutput half = sink.image(0)) {
        half.write(PNG_BEGIN, 0, PNG_BEGIN.length);
        new CountDownLatch(1).await();
      }
    }
    offline.generate(call, sink);
  }
}
