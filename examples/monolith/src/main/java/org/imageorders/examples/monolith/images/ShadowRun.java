package org.imageorders.examples.monolith.images;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.imageorders.Money;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.migration.compare.ComparisonLadder;
import org.imageorders.migration.compare.Dossier;
import org.imageorders.migration.compare.IgnoreRule;
import org.imageorders.migration.compare.Mismatches;
import org.imageorders.migration.shadow.ParallelRun;
import org.imageorders.migration.shadow.ParallelRunStatus;
import org.imageorders.migration.shadow.Purse;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.store.StateStore;
import org.imageorders.transport.RemoteImageOrders;

/**
 * Some of the customers' orders, drawn a second time in a tenant that no customer sees: by the
 * service, and fewer of them by the old generator itself, to know how much two of its own pictures
 * differ. Thread-safe.
 */
public final class ShadowRun implements AutoCloseable {

  private static final Money MOST_PER_IMAGE = Money.usd("0.03");
  private static final Share BY_SERVICE = Share.percent(16);
  private static final Share BY_LEGACY = Share.percent(8);
  private static final int MOST_OPEN = 100;
  private static final int DAYS_OF_GRACE = 30;

  private final InstantSource clock = InstantSource.system();
  private final Migration migration;
  private final HttpTransport transport;
  private final RemoteImageOrders copies;
  private final ParallelRun run;

  private ShadowRun(
      Migration migration, HttpTransport transport, RemoteImageOrders copies, ParallelRun run) {
    this.migration = migration;
    this.transport = transport;
    this.copies = copies;
    this.run = run;
  }

  /**
   * Says where and as whom copies are ordered.
   *
   * @param service where the image service listens
   * @param token of the reserved tenant
   * @param tenant the reserved one
   */
  public record Place(URI service, String token, String tenant) {}

  static ShadowRun start(
      Migration migration, EmbeddedImageOrders legacy, StateStore state, Place place, Money purse) {
    HttpTransport transport =
        HttpTransport.builder(place.service).bearerToken(() -> place.token).build();
    RemoteImageOrders copies = RemoteImageOrders.builder(transport).tenant(place.tenant).build();
    ParallelRun run =
        ParallelRun.builder(migration, copies, state)
            .purse(Purse.of(MOST_PER_IMAGE, purse))
            .comparison(ComparisonLadder.standard())
            .sample(BY_SERVICE)
            .baseline(legacy.forTenant(place.tenant), BY_LEGACY)
            .mostOpen(MOST_OPEN)
            .start();
    return new ShadowRun(migration, transport, copies, run);
  }

  /** Whether the purse is used up and no copy is on its way. */
  public boolean isUsedUp() {
    ParallelRunStatus status = run.status();
    return status.isStopped() && status.open() == 0;
  }

  /** What was spent, and how many orders were passed over since. */
  public String spendingInWords() {
    ParallelRunStatus status = run.status();
    long passedOver = status.stops().stream().mapToLong(ParallelRunStatus.Stop::passedOver).sum();
    return status.spent() + " spent, then " + passedOver + " orders passed over.";
  }

  /** What was found so far. */
  public Mismatches found() {
    Instant now = clock.instant();
    LocalDate lastDay = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(DAYS_OF_GRACE);
    IgnoreRule clearSkies = IgnoreRule.of(Rung.ALPHA, "clear skies are printed on white", lastDay);
    return Mismatches.of(run.pairs(Instant.EPOCH), List.of(clearSkies), now);
  }

  /**
   * Writes what was found as pages with pictures.
   *
   * @return the first page
   * @throws IOException if the directory cannot be written
   */
  public Path writeDossier(Mismatches found, Path directory) throws IOException {
    return Dossier.builder(migration, copies)
        .title("The shop's pictures: old generator and image service")
        .build()
        .write(found, directory);
  }

  /** Begins no more copies. */
  @Override
  public void close() {
    run.close();
    copies.close();
    transport.close();
  }
}
