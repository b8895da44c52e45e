package org.imageorders.provider.offline;

import java.util.List;

/** One thing in the picture. It paints over what lies behind it, a point at a time. */
interface Layer {
  void paint(double x, double y, Pixel pixel);

  /** Whether nothing that lies behind can be seen at a point. When in doubt, false. */
  default boolean hides(double x, double y) {
    return false;
  }

  /** Several layers as one, the hindmost first. What is hidden is not painted. */
  static Layer stack(List<Layer> layers) {
    Layer[] hindmostFirst = layers.toArray(new Layer[0]);
    return (x, y, pixel) -> {
      int first = hindmostFirst.length - 1;
      while (first > 0 && !hindmostFirst[first].hides(x, y)) {
        first--;
      }
      for (int i = first; i < hindmostFirst.length; i++) {
        hindmostFirst[i].paint(x, y, pixel);
      }
    };
  }
}
