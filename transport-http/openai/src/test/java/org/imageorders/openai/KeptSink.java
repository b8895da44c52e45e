package org.imageorders.openai;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.RateLimit;
import org.imageorders.provider.Usage;

/** Keeps what comes, and in which order. Used by one thread at a time. */
final class KeptSink implements ImageSink {

  final Map<Integer, byte[]> images = new TreeMap<>();
  final Map<Integer, List<byte[]>> previews = new TreeMap<>();
  final Map<Integer, String> revisedPrompts = new TreeMap<>();
  final Map<Integer, String> missing = new TreeMap<>();
  final List<Usage> usages = new ArrayList<>();
  final List<RateLimit> limits = new ArrayList<>();

  /** Such as {@code open 0}, {@code complete 0}, {@code preview 0}. */
  final List<String> steps = new ArrayList<>();

  int largestWrite;
  int leftOpen;

  @Override
  public ImageOutput image(int index) {
    steps.add("open " + index);
    return new Output(
        bytes -> {
          steps.add("complete " + index);
          images.put(index, bytes);
        });
  }

  @Override
  public ImageOutput preview(int index) {
    return new Output(
        bytes -> {
          steps.add("preview " + index);
          previews.computeIfAbsent(index, at -> new ArrayList<>()).add(bytes);
        });
  }

  @Override
  public void revisedPrompt(int index, String prompt) {
    steps.add("revised " + index);
    revisedPrompts.put(index, prompt);
  }

  @Override
  public void missing(int index, String why) {
    missing.put(index, why);
  }

  @Override
  public void usage(Usage usage) {
    usages.add(usage);
  }

  @Override
  public void rateLimit(RateLimit reading) {
    limits.add(reading);
  }

  private interface Taker {
    void take(byte[] bytes);
  }

  private final class Output extends ImageOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Taker taker;
    private boolean closed;

    Output(Taker taker) {
      this.taker = taker;
      leftOpen++;
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      largestWrite = Math.max(largestWrite, length);
      bytes.write(source, offset, length);
    }

    @Override
    public void complete() {
      taker.take(bytes.toByteArray());
    }

    @Override
    public void close() {
      leftOpen -= closed ? 0 : 1;
      closed = true;
    }
  }
}
