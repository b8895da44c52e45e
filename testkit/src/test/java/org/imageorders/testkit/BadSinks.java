package org.imageorders.testkit;

import java.io.ByteArrayOutputStream;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.Usage;

/** What broken providers put between themselves and a sink. */
final class BadSinks {

  private BadSinks() {}

  /** Passes everything on. */
  static class PassingSink implements ImageSink {
    private final ImageSink sink;

    PassingSink(ImageSink sink) {
      this.sink = sink;
    }

    @Override
    public ImageOutput image(int index) {
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

  /** Passes on what is written to an image. */
  static class PassingOutput extends ImageOutput {
    private final ImageOutput out;

    PassingOutput(ImageOutput out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.write(bytes, offset, length);
    }

    @Override
    public void complete() {
      out.complete();
    }

    @Override
    public void close() {
      out.close();
    }
  }

  /** Does not hear an interrupt. */
  static class DeafSink extends PassingSink {
    DeafSink(ImageSink sink) {
      super(sink);
    }

    @Override
    public ImageOutput image(int index) {
      ImageOutput out = super.image(index);
      Thread.interrupted();
      return out;
    }
  }

  /** Holds an image whole, with a megabyte behind it, before it writes. */
  static class HoardingSink extends PassingSink {
    HoardingSink(ImageSink sink) {
      super(sink);
    }

    @Override
    public ImageOutput image(int index) {
      ImageOutput out = super.image(index);
      ByteArrayOutputStream held = new ByteArrayOutputStream();
      return new PassingOutput(out) {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          held.write(bytes, offset, length);
        }

        @Override
        public void complete() {
          held.writeBytes(new byte[1_000_000]);
          out.write(held.toByteArray(), 0, held.size());
          out.complete();
        }
      };
    }
  }

  /** Never closes an output. */
  static class LeakingSink extends PassingSink {
    LeakingSink(ImageSink sink) {
      super(sink);
    }

    @Override
    public ImageOutput image(int index) {
      return new PassingOutput(super.image(index)) {
        @Override
        public void close() {}
      };
    }
  }
}
