package org.imageorders.examples.benchmarks.shop;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** The shop's old blocking call. It draws nothing, and takes time and memory. Thread-safe. */
final class OldGenerator {

  private static final int USUAL_MILLIS = 150;
  private static final int PICTURE = 64 << 10;
  private static final int CANVASES = 32;
  private static final int CANVAS = 1 << 20;

  private final CountDownLatch never = new CountDownLatch(1);
  private volatile Trouble trouble = Trouble.NONE;

  void begin(Trouble next) {
    trouble = next;
  }

  byte[] draw() throws IOException, InterruptedException {
    switch (trouble) {
      case HUNG -> never.await();
      case DEAD -> throw new IOException("connection refused");
      case HEAP -> {
        byte[][] canvases = new byte[CANVASES][];
        for (int i = 0; i < CANVASES; i++) {
          canvases[i] = new byte[CANVAS];
        }
        Thread.sleep(USUAL_MILLIS);
        return canvases[CANVASES - 1];
      }
      case NONE -> Thread.sleep(USUAL_MILLIS);
    }
    return new byte[PICTURE];
  }
}
