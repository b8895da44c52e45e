package org.imageorders.examples.quickstart;

import org.imageorders.ErrorCode;
import org.imageorders.Money;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;
import org.imageorders.provider.offline.OfflineProvider;

/** Draws what it likes; refuses what is "refused" and never ends what "hangs". */
public final class MoodyProvider implements ImageProvider {

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
      new java.util.concurrent.CountDownLatch(1).await();
    }
    offline.generate(call, sink);
  }
}
