package org.imageorders.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.SplittableRandom;

/**
 * Bytes that no compressor makes shorter, the same for the same seed, a block at a time: those of
 * {@link SplittableRandom#nextBytes}, made by eights. One thread at a time.
 */
final class Noise {

  /** How long a block is. */
  static final int PIECE = 8 * 1024;

  private final SplittableRandom random;
  private final long[] drawn = new long[PIECE / Long.BYTES];
  private final byte[] block = new byte[PIECE];
  private final LongBuffer eights =
      ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();

  Noise(int seed) {
    random = new SplittableRandom(seed);
  }

  /** The next block; it is written over by the one after it. */
  byte[] next() {
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.nextLong();
    }
    eights.put(0, drawn);
    return block;
  }
}
