package org.imageorders.testkit;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.Usage;

/** Holds a call at its first image until all the others have got there too. */
final class MeetingSink implements ImageSink {

  private final ImageSink sink;
  private final CyclicBarrier together;
  private final AtomicBoolean met = new AtomicBoolean();

  MeetingSink(ImageSink sink, CyclicBarrier together) {
    this.sink = sink;
    this.together = together;
  }

  @Override
  public ImageOutput image(int index) {
    if (met.compareAndSet(false, true)) {
      try {
        together.await(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("the calls do not run at the same time", e);
      }
    }
    return sink.image(index);
  }

  @Override
  public ImageOutput preview(int index) {
    return sink.preview(index);
  }

  @Override
  public void usage(Usage usage) {
    sink.usage(usage);
  }
}
