package org.imageorders.provider.offline;

/** Short strokes of thick paint, each of one colour, laid over one another. */
final class Oil implements Technique {
  private static final double CELL = 0.0085;
  private static final double LENGTH = 0.012;
  private static final double BREADTH = 0.005;
  private static final int DIRECTIONS = 64;

  private final Layer scene;
  private final Frame frame;
  private final Noise noise;
  private final double[] cosines = new double[DIRECTIONS];
  private final double[] sines = new double[DIRECTIONS];

  Oil(Layer scene, Frame frame, Noise noise) {
    this.scene = scene;
    this.frame = frame;
    this.noise = noise;
    for (int i = 0; i < DIRECTIONS; i++) {
      double angle = StrictMath.PI * i / DIRECTIONS;
      cosines[i] = StrictMath.cos(angle);
      sines[i] = StrictMath.sin(angle);
    }
  }

  @Override
  public void render(double x, double y, Pixel pixel) {
    int column = Curve.floor(x / CELL);
    int row = Curve.floor(y / CELL);
    double flow = noise.at(1.6 * x, 2.2 * y) * 0.35;
    double topmost = -1;
    double centreX = x;
    double centreY = y;
    double ridge = 0;
    for (int i = row - 1; i <= row + 1; i++) {
      for (int j = column - 1; j <= column + 1; j++) {
        double order = Noise.cell(j, i);
        if (order < topmost) {
          continue;
        }
        double chance = Noise.cell(i + 4001, j);
        double cx = (j + chance) * CELL;
        double cy = (i + order) * CELL;
        int direction = (int) ((flow + 0.16 * chance + 2) * DIRECTIONS) & (DIRECTIONS - 1);
        double along = (x - cx) * cosines[direction] + (y - cy) * sines[direction];
        double across = (y - cy) * cosines[direction] - (x - cx) * sines[direction];
        double a = along / LENGTH;
        double b = across / BREADTH;
        if (a * a + b * b < 1) {
          topmost = order;
          centreX = cx;
          centreY = cy;
          ridge = bristles(b, along, order);
        }
      }
    }
    pixel.soften(frame.pixel());
    scene.paint(centreX, centreY, pixel);
    double tone = topmost < 0 ? 0 : Noise.cell((int) (topmost * 65_536), 3) - 0.5;
    pixel.lighten(0.035 * tone + ridge);
    pixel.shift(0.012 * tone, -0.01 * tone);
    pixel.enrich(1.15);
  }

  /** Light on the ridges that the hairs leave; brightest at the upper rim of the stroke. */
  private double bristles(double across, double along, double stroke) {
    double hairs = noise.at(across * 4 + stroke * 100, along * 40);
    return 0.022 * hairs - 0.028 * across * across * across;
  }
}
