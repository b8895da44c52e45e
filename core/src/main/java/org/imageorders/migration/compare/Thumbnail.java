package org.imageorders.migration.compare;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture small enough for a page, and the drawing of a difference. */
final class Thumbnail {

  private static final int LONGEST_SIDE = 512;
  private static final float QUALITY = 0.9f;
  private static final double SAME_SHAPE = 0.01;

  private final BufferedImage image;
  private final boolean opaque;

  private Thumbnail(BufferedImage image, boolean opaque) {
    this.image = image;
    this.opaque = opaque;
  }

  /** A picture reduced by averaging areas. */
  static Thumbnail of(DecodedImage source) {
    int columns = source.heldWidth();
    int rows = source.heldHeight();
    int factor = (Math.max(columns, rows) + LONGEST_SIDE - 1) / LONGEST_SIDE;
    int width = (columns + factor - 1) / factor;
    int height = (rows + factor - 1) / factor;
    boolean opaque = source.isOpaque();
    BufferedImage small = empty(width, height, opaque);
    Sums sums = new Sums(width);
    source.forEachRow(
        (y, argb) -> {
          for (int x = 0; x < columns; x++) {
            sums.add(x / factor, argb[x]);
          }
          if (y % factor == factor - 1 || y == rows - 1) {
            sums.moveTo(small, y / factor);
          }
        });
    return new Thumbnail(small, opaque);
  }

  private static BufferedImage empty(int width, int height, boolean opaque) {
    return new BufferedImage(
        width, height, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /** Whether a difference can be drawn: both have one shape, whatever their sizes. */
  boolean hasShapeOf(Thumbnail other) {
    double ratio = (double) width() / height() * other.height() / other.width();
    return Math.abs(ratio - 1) <= SAME_SHAPE;
  }

  /** This picture in pale grey, and in magenta where the other differs. */
  Thumbnail difference(Thumbnail other) {
    BufferedImage same = other.scaledTo(width(), height());
    BufferedImage drawn = empty(width(), height(), true);
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        drawn.setRGB(x, y, difference(image.getRGB(x, y), same.getRGB(x, y)));
      }
    }
    return new Thumbnail(drawn, true);
  }

  private static int difference(int one, int other) {
    int most = 0;
    int sum = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      most = Math.max(most, Math.abs((one >>> shift & 0xFF) - (other >>> shift & 0xFF)));
      sum += shift < 24 ? one >>> shift & 0xFF : 0;
    }
    double strength = Math.min(1, most / 128.0);
    double grey = 170 + sum / 9.0;
    int red = (int) (grey + (200 - grey) * strength);
    int green = (int) (grey * (1 - strength));
    int blue = (int) (grey + (110 - grey) * strength);
    return red << 16 | green << 8 | blue;
  }

  private BufferedImage scaledTo(int width, int height) {
    if (width == width() && height == height()) {
      return image;
    }
    BufferedImage scaled = empty(width, height, opaque);
    Graphics2D drawing = scaled.createGraphics();
    drawing.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    drawing.drawImage(image, 0, 0, width, height, null);
    drawing.dispose();
    return scaled;
  }

  /** Writes it as JPEG, or as PNG if something shines through; returns the file's name. */
  String write(Path directory, String name) throws IOException {
    String kind = opaque ? "jpeg" : "png";
    String file = name + (opaque ? ".jpg" : ".png");
    ImageWriter writer = ImageIO.getImageWritersByFormatName(kind).next();
    try (OutputStream bytes = Files.newOutputStream(directory.resolve(file));
        ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (opaque) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(QUALITY);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return file;
  }

  /** The sums of a row of areas. Colours count by how opaque they are. */
  private static final class Sums {
    private final long[][] colours;
    private final int[] counts;

    Sums(int width) {
      colours = new long[width][4];
      counts = new int[width];
    }

    void add(int column, int argb) {
      int alpha = argb >>> 24;
      long[] sums = colours[column];
      sums[0] += alpha;
      for (int i = 1; i <= 3; i++) {
        sums[i] += (long) alpha * (argb >> (24 - 8 * i) & 0xFF);
      }
      counts[column]++;
    }

    void moveTo(BufferedImage image, int y) {
      for (int x = 0; x < counts.length; x++) {
        long[] sums = colours[x];
        int argb = (int) (sums[0] / counts[x]);
        for (int i = 1; i <= 3; i++) {
          argb = argb << 8 | (int) (sums[0] == 0 ? 0 : sums[i] / sums[0]);
          sums[i] = 0;
        }
        image.setRGB(x, y, argb);
        sums[0] = 0;
        counts[x] = 0;
      }
    }
  }
}
