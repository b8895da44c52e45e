package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.util.List;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;

/** Tells whoever looks on how a run goes. Used by one thread. */
interface Progress {

  /** How many pictures are ready, have failed, and are wanted. */
  record Tally(int ready, int failed, int wanted) {
    int done() {
      return ready + failed;
    }
  }

  /** An order was placed. */
  void placed(ImageOrder order);

  /** A picture is there. */
  void ready(Picture picture);

  /** Pictures of one prompt will not come, all for one reason. */
  void failed(List<Plan.Slot> slots, Failure failure);

  /** A preview is there. */
  void preview(Plan.Slot slot, String file);

  /** How it stands; comes often, with and without a change. */
  void show(Tally tally);

  /** It is over. */
  void ended(Report report, Report.Files files) throws IOException;
}
