package org.imageorders.examples.monolith;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.imageorders.ImageOrderException;
import org.imageorders.examples.monolith.service.Release;

/**
 * What the command line asks of a tour.
 *
 * @param seed decides who orders what
 * @param bad the release that the ramp is to roll back
 * @param dossier where the parallel run's findings are written
 */
record TourArguments(long seed, Release bad, Path dossier) {

  private static final Map<String, Release> BAD =
      Map.of("fails", Release.FAILS, "slow", Release.SLOW, "size", Release.WRONG_SIZE);

  /**
   * Reads a command line.
   *
   * @param unlessGiven the seed if the line has none
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option, its value and the mend
   */
  static TourArguments parse(List<String> line, long unlessGiven) {
    Map<String, String> options =
        Options.read(line, List.of("--tour"), List.of("--seed", "--bad", "--dossier"));
    long seed = options.containsKey("--seed") ? Options.seed(options.get("--seed")) : unlessGiven;
    String bad = options.getOrDefault("--bad", List.of("fails", "slow", "size").get(drawn(seed)));
    if (!BAD.containsKey(bad)) {
      throw ImageOrderException.invalid("--bad", bad, "use fails, slow or size");
    }
    return new TourArguments(
        seed, BAD.get(bad), directory(options.getOrDefault("--dossier", "target/dossier")));
  }

  private static int drawn(long seed) {
    return new Random(seed).nextInt(BAD.size());
  }

  private static Path directory(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw ImageOrderException.invalid("--dossier", name, "name a directory");
    }
  }
}
