package org.imageorders.provider.offline;

/**
 * A colour in OKLab, where equal steps look equal and mixtures stay clean.
 *
 * @param l lightness, 0 black to 1 white
 * @param a from green to red
 * @param b from blue to yellow
 * @see <a href="https://bottosson.github.io/posts/oklab/">OKLab</a>
 */
record Colour(double l, double a, double b) {
  static final Colour WHITE = new Colour(1, 0, 0);

  /** The colour of an sRGB value such as {@code 0xffd9a0}. */
  static Colour hex(int rgb) {
    double red = linear(rgb >> 16 & 0xff);
    double green = linear(rgb >> 8 & 0xff);
    double blue = linear(rgb & 0xff);
    double l = StrictMath.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    double m = StrictMath.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    double s = StrictMath.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return new Colour(
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
  }

  Colour mix(Colour other, double amount) {
    return new Colour(
        l + (other.l - l) * amount, a + (other.a - a) * amount, b + (other.b - b) * amount);
  }

  Colour lighter(double by) {
    return new Colour(l + by, a, b);
  }

  Colour dimmed(double factor) {
    return new Colour(l * factor, a * factor, b * factor);
  }

  /** The same lightness and strength, another hue. */
  Colour turned(double degrees) {
    double cos = StrictMath.cos(StrictMath.toRadians(degrees));
    double sin = StrictMath.sin(StrictMath.toRadians(degrees));
    return new Colour(l, a * cos - b * sin, a * sin + b * cos);
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
  }
}
