package org.imageorders.examples.monolith;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.imageorders.ImageOrderException;
import org.imageorders.examples.monolith.billing.Billing;
import org.imageorders.examples.monolith.images.Images;
import org.imageorders.examples.monolith.service.ServiceProcess;
import org.imageorders.migration.Share;

/**
 * A shop that moves its image module out while customers order; {@code --help} tells the options.
 */
public final class Monolith {

  private static final String TENANT = "shop";
  private static final List<Share> SHARES =
      List.of(Share.NONE, Share.percent(10), Share.percent(50), Share.ALL);

  private Monolith() {}

  /**
   * Runs the shop. Ends the JVM with 1 if the service does not start and with 2 if the command is
   * wrong.
   */
  public static void main(String[] line) throws InterruptedException {
    int code = run(List.of(line), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(List<String> line, PrintStream out, PrintStream err) throws InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(line);
    } catch (ImageOrderException e) {
      err.println("monolith: " + e.getMessage());
      return 2;
    }
    if (arguments.help()) {
      out.print(Arguments.HELP);
      return 0;
    }
    try (ServiceProcess service = ServiceProcess.start(TENANT);
        Images images = Images.open(service.address(), service.token(), TENANT, arguments.seed())) {
      out.println("The image service listens on " + service.address());
      migrate(images, arguments, out);
      return 0;
    } catch (IOException e) {
      err.println("monolith: " + e.getMessage());
      return 1;
    }
  }

  private static void migrate(Images images, Arguments arguments, PrintStream out)
      throws InterruptedException {
    Billing billing = new Billing(images.orders());
    Rollout rollout = new Rollout(images, arguments, out::println);
    List<Stage> stages = new ArrayList<>();
    for (Share share : SHARES) {
      stages.add(rollout.run(share));
      billing.catchUp();
    }
    out.println();
    out.print(Report.table(stages));
    out.println();
    out.println(Report.conclusion(stages, billing));
  }
}
