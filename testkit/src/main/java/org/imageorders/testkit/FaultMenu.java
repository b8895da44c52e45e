package org.imageorders.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The faults, with usual parameters. */
final class FaultMenu {

  static final List<Fault> ALL =
      List.of(
          Fault.resetBeforeBody(),
          Fault.resetBeforeHeaders(),
          Fault.closeBeforeHeaders(),
          Fault.stall(),
          Fault.resetAfterHeaders(),
          Fault.resetInBase64(),
          Fault.closeInBase64(),
          Fault.stallInBase64(),
          Fault.resetAfterLastByte(),
          Fault.resetAfterAnswer(),
          Fault.trickle(1, Duration.ofMillis(200)),
          Fault.truncatedJson(),
          Fault.wrongBase64(),
          Fault.notAnImage(),
          Fault.truncatedImage(),
          Fault.wrongPixels(),
          Fault.gigantic(128L << 20),
          Fault.wrongLength(100),
          Fault.wrongLength(-100),
          Fault.withoutData(),
          Fault.emptyData(),
          Fault.fewerImages(),
          Fault.withoutUsage(),
          Fault.unknownFields(),
          Fault.unknownValues(),
          Fault.unknownEvents(),
          Fault.duplicatedEvents(),
          Fault.interleavedEvents(),
          Fault.errorEvent(),
          Fault.link(URI.create("http://169.254.169.254/latest/meta-data")),
          Fault.htmlPage(502),
          Fault.htmlPage(200),
          Fault.redirect(307, URI.create("http://127.0.0.1:9/v1/images/generations")),
          Fault.status(400),
          Fault.status(401),
          Fault.status(403),
          Fault.status(404),
          Fault.status(408),
          Fault.status(409),
          Fault.status(413),
          Fault.status(422),
          Fault.status(429),
          Fault.rateLimited(Duration.ofSeconds(30)),
          Fault.quotaExceeded(),
          Fault.moderated("violence"),
          Fault.status(500),
          Fault.status(502),
          Fault.status(503),
          Fault.status(504),
          Fault.status(504).afterDrawing());

  private FaultMenu() {}
}
