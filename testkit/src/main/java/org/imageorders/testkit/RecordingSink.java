package org.imageorders.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.Usage;

/** Keeps what a provider gives, in memory, and remembers how it was given. Thread-safe. */
final class RecordingSink implements ImageSink {

  /**
   * What happens, in order: {@code open 0}, {@code complete 0}, {@code preview 0}, {@code usage}.
   */
  private final List<String> steps = new ArrayList<>();

  private final Map<Integer, byte[]> images = new TreeMap<>();
  private final List<byte[]> previews = new ArrayList<>();
  private final List<Usage> usages = new ArrayList<>();
  private final String failingAt;
  private final Runnable atFailingPoint;
  private int largestWrite;
  private int open;

  RecordingSink() {
    this("never", () -> {});
  }

  /**
   * A sink that does something when it comes to {@code open}, {@code write} or {@code complete} of
   * an image.
   */
  RecordingSink(String point, Runnable action) {
    failingAt = point;
    atFailingPoint = action;
  }

  @Override
  public ImageOutput image(int index) {
    at("open");
    return new Output(index, false);
  }

  @Override
  public ImageOutput preview(int index) {
    return new Output(index, true);
  }

  @Override
  public synchronized void revisedPrompt(int index, String prompt) {
    steps.add("revised " + index);
  }

  @Override
  public synchronized void usage(Usage usage) {
    usages.add(usage);
    steps.add("usage");
  }

  synchronized List<String> steps() {
    return List.copyOf(steps);
  }

  synchronized Map<Integer, byte[]> images() {
    return new TreeMap<>(images);
  }

  synchronized List<byte[]> previews() {
    return List.copyOf(previews);
  }

  synchronized List<Usage> usages() {
    return List.copyOf(usages);
  }

  synchronized int largestWrite() {
    return largestWrite;
  }

  /** How many outputs were never closed. */
  synchronized int leftOpen() {
    return open;
  }

  private void at(String point) {
    if (point.equals(failingAt)) {
      atFailingPoint.run();
    }
  }

  private final class Output extends ImageOutput {
    private final int index;
    private final boolean preview;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    Output(int index, boolean preview) {
      this.index = index;
      this.preview = preview;
      synchronized (RecordingSink.this) {
        open++;
        if (!preview) {
          steps.add("open " + index);
        }
      }
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      if (!preview) {
        at("write");
      }
      synchronized (RecordingSink.this) {
        largestWrite = Math.max(largestWrite, length);
        bytes.write(source, offset, length);
      }
    }

    @Override
    public void complete() {
      if (!preview) {
        at("complete");
      }
      synchronized (RecordingSink.this) {
        steps.add((preview ? "preview " : "complete ") + index);
        if (preview) {
          previews.add(bytes.toByteArray());
        } else {
          images.put(index, bytes.toByteArray());
        }
      }
    }

    @Override
    public void close() {
      synchronized (RecordingSink.this) {
        if (!closed) {
          closed = true;
          open--;
        }
      }
    }
  }
}
