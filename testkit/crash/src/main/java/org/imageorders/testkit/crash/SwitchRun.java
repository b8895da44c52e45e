package org.imageorders.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;

/**
 * Two shops' processes that share a migration, with a candidate that refuses, loses answers and
 * fails now and then. While they place orders and work on them, the stage is changed at random
 * moments, and one of the two is killed with SIGKILL and started again where it was; then
 * everything comes to rest, and what is left is counted.
 */
public final class SwitchRun {

  private static final Reason REASON = Reason.of("test", "a flip");
  private static final int LOOK_MILLIS = 20;

  private final Settings settings;
  private final Consumer<String> progress;
  private final Random random;
  private int flips;
  private int kills;

  private SwitchRun(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    this.random = new Random(settings.seed());
  }

  /**
   * What is done.
   *
   * @param orders how many are placed
   * @param customers who place them in turn
   * @param flips how often the stage is changed
   * @param kills how often the second process is killed
   * @param seed decides what is changed to what
   */
  public record Settings(int orders, int customers, int flips, int kills, long seed) {}

  /**
   * Runs it.
   *
   * @param directory an empty one, for images and the processes' logs
   * @param longest how long placing may take, and coming to rest likewise
   * @param progress is told what goes on
   */
  public static SwitchCounts run(
      Settings settings, Path directory, Duration longest, Consumer<String> progress)
      throws IOException, InterruptedException {
    return new SwitchRun(settings, progress).run(directory, longest);
  }

  private SwitchCounts run(Path directory, Duration longest)
      throws IOException, InterruptedException {
    Path images = Files.createDirectories(directory.resolve("images"));
    List<ShopProcess> shops = new ArrayList<>();
    try (PostgresServer server = PostgresServer.start()) {
      ShopSetup setup =
          new ShopSetup(
              server.port(), server.newSchema(), server.newSchema(), images, settings.customers());
      setup.createSchemas();
      try (ShopSetup.Shop reading = setup.openToRead()) {
        for (int number = 0; number < 2; number++) {
          Path log = directory.resolve("shop-" + number + ".log");
          shops.add(new ShopProcess(setup, number, settings.orders(), log));
        }
        disturb(shops, reading.migration().control(), System.nanoTime() + longest.toNanos());
        progress.accept("all placed; coming to rest");
        SwitchCheck check =
            new SwitchCheck(
                reading.migration(),
                reading.legacy(),
                reading.candidate(),
                setup.ids(settings.orders(), reading.migration()));
        check.awaitRest(longest);
        return check.count(flips, kills);
      } finally {
        shops.forEach(ShopProcess::close);
      }
    }
  }

  /** Changes stages and kills, each when its share of the orders is placed, until all is done. */
  private void disturb(List<ShopProcess> shops, MigrationControl control, long end)
      throws IOException, InterruptedException {
    int placed = 0;
    // What a busy machine has not seen in time is made up for at the end.
    while (placed < settings.orders() || flips < settings.flips() || kills < settings.kills()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("in time only " + placed + " orders were placed");
      }
      placed = shops.get(0).placed() / 2 + shops.get(1).placed() / 2;
      if (flips < (long) placed * settings.flips() / settings.orders()) {
        flip(control);
        flips++;
      }
      if (kills < (long) placed * (settings.kills() + 1) / settings.orders()
          && kills < settings.kills()) {
        shops.get(1).replace();
        kills++;
        progress.accept(kills + " kills, " + flips + " flips, " + placed + " orders placed");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void flip(MigrationControl control) {
    if (control.isKilled()) {
      control.revive(REASON);
    }
    switch (random.nextInt(6)) {
      case 0 -> control.enter(Stage.LEGACY_ONLY, REASON);
      case 1 -> control.enter(Stage.ALL_NEW, REASON);
      case 2 -> control.kill(REASON);
      default -> control.enter(Stage.live(new Share(random.nextInt(10_001))), REASON);
    }
  }

  /** A shop in a JVM of its own, and how far it says that it came. */
  private static final class ShopProcess implements AutoCloseable {
    private final ShopSetup setup;
    private final int orders;
    private final Path log;
    private final WorkerProcess process;
    private int placed;

    ShopProcess(ShopSetup setup, int first, int orders, Path log) {
      this.setup = setup;
      this.orders = orders;
      this.log = log;
      this.placed = first;
      this.process = new WorkerProcess(ShopWorker.class, arguments(), log);
    }

    private List<String> arguments() {
      List<String> all = new ArrayList<>(setup.arguments());
      all.add(Integer.toString(placed));
      all.add(Integer.toString(orders));
      return all;
    }

    /** Its next number; above those of all orders, once all are placed. */
    int placed() throws IOException {
      if (!process.isAlive()) {
        throw new IOException("a shop ended: " + Files.readString(log));
      }
      for (String line : Files.readAllLines(log)) {
        if (line.matches("placed [0-9]+")) {
          placed = Math.max(placed, Integer.parseInt(line.substring("placed ".length())));
        }
      }
      return placed;
    }

    void replace() throws InterruptedException {
      process.replace(arguments());
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
