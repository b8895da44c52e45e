package org.imageorders.examples.monolith;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.examples.monolith.billing.Billing;
import org.imageorders.examples.monolith.images.Images;
import org.imageorders.examples.monolith.images.ShadowRun;
import org.imageorders.examples.monolith.service.Release;
import org.imageorders.examples.monolith.service.ServiceProcess;
import org.imageorders.migration.Share;

/**
 * A shop that moves its image module out while customers order; {@code --help} tells the options.
 */
public final class Monolith {

  private static final String TENANT = "shop";
  private static final String RESERVED = "shop-shadow";
  private static final List<Share> SHARES =
      List.of(Share.NONE, Share.percent(10), Share.percent(50), Share.ALL);

  private Monolith() {}

  /**
   * Runs the shop. Ends the JVM with 1 if the service does not start or a tour comes out wrong, and
   * with 2 if the command is wrong.
   */
  public static void main(String[] line) throws InterruptedException {
    int code = run(List.of(line), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(List<String> line, PrintStream out, PrintStream err) throws InterruptedException {
    try {
      if (line.contains("--tour") && !line.contains("--help")) {
        TourArguments arguments = TourArguments.parse(line, new Random().nextInt(1_000_000));
        return tour(arguments, TourPlan.usual(), out).complaints().isEmpty() ? 0 : 1;
      }
      Arguments arguments = Arguments.parse(line);
      if (arguments.help()) {
        out.print(Arguments.HELP);
        return 0;
      }
      return migrate(arguments, out);
    } catch (ImageOrderException e) {
      err.println("monolith: " + e.getMessage());
      return e.code().equals(ErrorCode.INVALID_REQUEST) ? 2 : 1;
    } catch (IOException e) {
      err.println("monolith: " + e.getMessage());
      return 1;
    }
  }

  /** Goes through a whole migration, and tells it. */
  static TourReport tour(TourArguments arguments, TourPlan plan, PrintStream out)
      throws IOException, InterruptedException {
    try (ServiceProcess service = ServiceProcess.start(Release.SOUND, List.of(TENANT, RESERVED));
        Images images =
            Images.openQuick(service.address(), service.token(TENANT), TENANT, arguments.seed())) {
      out.println(
          "A whole migration in fast motion: pictures take milliseconds, and customers lose their");
      out.println("patience as soon. Seed " + arguments.seed() + "; see --help.");
      out.println();
      TourReport report =
          new Tour(images, service, plan, arguments, out)
              .run(new ShadowRun.Place(service.address(), service.token(RESERVED), RESERVED));
      out.println();
      out.println("Who changed what, as the audit log has it:");
      out.print(report.audit());
      out.println();
      out.println("What customers felt, by the orders' own timestamps:");
      out.print(report.table());
      out.println();
      out.println(report.conclusion());
      out.println("The dossier of the parallel run: " + report.dossier());
      return report;
    }
  }

  private static int migrate(Arguments arguments, PrintStream out)
      throws IOException, InterruptedException {
    try (ServiceProcess service = ServiceProcess.start(TENANT);
        Images images =
            Images.open(service.address(), service.token(TENANT), TENANT, arguments.seed())) {
      out.println("The image service listens on " + service.address());
      migrate(images, arguments, out);
      return 0;
    }
  }

  private static void migrate(Images images, Arguments arguments, PrintStream out)
      throws InterruptedException {
    Billing billing = new Billing(images.orders());
    Rollout rollout = new Rollout(images, arguments, out::println);
    List<RolloutStage> stages = new ArrayList<>();
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
