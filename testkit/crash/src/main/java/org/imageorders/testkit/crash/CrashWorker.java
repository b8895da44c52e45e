package org.imageorders.testkit.crash;

import java.io.IOException;

/** The program of a worker process: it works until it is killed, or its input ends. */
public final class CrashWorker {

  private CrashWorker() {}

  /** Prints {@code ready} once it works. */
  public static void main(String[] arguments) throws IOException {
    WorkerSetup.Open open = WorkerSetup.parse(arguments).open();
    System.out.println("ready with up to " + open.orders().operator().gates().size() + " gates");
    while (System.in.read() >= 0) {
      // Whoever started it is there.
    }
    Runtime.getRuntime().halt(0);
  }
}
