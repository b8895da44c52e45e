package org.imageorders.provider.offline;

/**
 * One point of the picture while it is being painted: what colour it has by now, and how far it
 * lies from the outlines that are visible there. One thread at a time.
 */
final class Pixel {
  private static final int GAMMA_STEPS = 4096;
  private static final byte[] GAMMA = gammaTable();
  private static final double FAR = 1;

  private double l;
  private double a;
  private double b;
  private double softness;
  private double opacity = 1;
  private double depth = FAR;
  private double outline = FAR;

  /** How wide an edge is: at least a pixel, so that edges are smooth; wider, and they blur. */
  void soften(double width) {
    softness = width;
  }

  /** From here on paint covers only in part; reflections are painted so. */
  void thin(double opacity) {
    this.opacity = opacity;
  }

  /** Begins the point anew. */
  void start(Colour from, Colour to, double amount) {
    l = from.l() + (to.l() - from.l()) * amount;
    a = from.a() + (to.a() - from.a()) * amount;
    b = from.b() + (to.b() - from.b()) * amount;
    depth = FAR;
    outline = FAR;
  }

  /** How much of the pixel a shape fills, 0 to 1, when the point lies that deep inside it. */
  double coverage(double depth) {
    if (Math.abs(depth) > softness) { // most points: no need to divide
      return depth > 0 ? 1 : 0;
    }
    return Curve.clamp(depth / softness + 0.5);
  }

  /** Covers the point with a shape of one colour; a negative depth is outside it. */
  void cover(Colour colour, double depth) {
    cover(colour, colour, 0, depth);
  }

  /** Covers the point with a shape whose colour here lies between two. */
  void cover(Colour from, Colour to, double amount, double depth) {
    double coverage = coverage(depth);
    if (coverage > 0) {
      blend(
          from.l() + (to.l() - from.l()) * amount,
          from.a() + (to.a() - from.a()) * amount,
          from.b() + (to.b() - from.b()) * amount,
          coverage * opacity);
    }
    trace(depth);
  }

  /** Stains the point without any outline: light, haze, shadow. */
  void tint(Colour colour, double amount) {
    blend(colour.l(), colour.a(), colour.b(), amount * opacity);
  }

  /** Notes the outline of a shape without painting it. */
  void trace(double depth) {
    if (opacity < 1) {
      return;
    }
    if (depth > 0) {
      this.depth = depth;
      outline = depth;
    } else if (-depth < outline) {
      outline = -depth;
    }
  }

  /** Moves the colour as a photo lab would, without touching outlines. */
  void grade(
      double lift, double contrast, double strength, double towardsRed, double towardsYellow) {
    l = lift + contrast * l;
    a = strength * a + towardsRed;
    b = strength * b + towardsYellow;
  }

  void lighten(double by) {
    l += by;
  }

  void enrich(double factor) {
    a *= factor;
    b *= factor;
  }

  void shift(double byA, double byB) {
    a += byA;
    b += byB;
  }

  double lightness() {
    return l;
  }

  /** How deep inside the foremost shape the point lies. */
  double depth() {
    return depth;
  }

  /** The distance to the nearest visible outline. */
  double outline() {
    return outline;
  }

  /** Writes the colour as three sRGB bytes. */
  void store(byte[] row, int offset) {
    double lRoot = l + 0.3963377774 * a + 0.2158037573 * b;
    double mRoot = l - 0.1055613458 * a - 0.0638541728 * b;
    double sRoot = l - 0.0894841775 * a - 1.2914855480 * b;
    double lms = lRoot * lRoot * lRoot;
    double mms = mRoot * mRoot * mRoot;
    double sms = sRoot * sRoot * sRoot;
    row[offset] = gamma(4.0767416621 * lms - 3.3077115913 * mms + 0.2309699292 * sms);
    row[offset + 1] = gamma(-1.2684380046 * lms + 2.6097574011 * mms - 0.3413193965 * sms);
    row[offset + 2] = gamma(-0.0041960863 * lms - 0.7034186147 * mms + 1.7076147010 * sms);
  }

  private void blend(double toL, double toA, double toB, double amount) {
    l += (toL - l) * amount;
    a += (toA - a) * amount;
    b += (toB - b) * amount;
  }

  private static byte gamma(double linear) {
    return GAMMA[(int) (Curve.clamp(linear) * (GAMMA_STEPS - 1) + 0.5)];
  }

  private static byte[] gammaTable() {
    byte[] table = new byte[GAMMA_STEPS];
    for (int i = 0; i < GAMMA_STEPS; i++) {
      double linear = (double) i / (GAMMA_STEPS - 1);
      double value =
          linear <= 0.0031308 ? 12.92 * linear : 1.055 * StrictMath.pow(linear, 1 / 2.4) - 0.055;
      table[i] = (byte) (int) (value * 255 + 0.5);
    }
    return table;
  }
}
