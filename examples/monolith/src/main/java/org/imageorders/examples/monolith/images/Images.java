package org.imageorders.examples.monolith.images;

import java.net.URI;
import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.Pauses;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.migration.LegacyGenerator;
import org.imageorders.migration.Migration;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.ramp.Ramp;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.transport.RemoteImageOrders;

/**
 * The image module's only door. What stands behind {@link #orders()} is decided here: the old
 * generator in this process, or the service across HTTP. Thread-safe.
 */
public final class Images implements AutoCloseable {

  private static final Money OLD_PRICE = Money.usd("0.03");

  /** Both sides are on this machine. */
  private static final Duration LONGEST_PLACING = Duration.ofSeconds(1);

  private final EmbeddedImageOrders legacy;
  private final HttpTransport transport;
  private final RemoteImageOrders candidate;
  // A shop that is to survive a restart keeps its pins where it keeps its orders.
  private final StateStore state = new MemoryStateStore();
  private final Migration migration;

  private Images(
      URI service, String token, String tenant, OldGenerator.Build build, LegacyGenerator old) {
    legacy =
        EmbeddedImageOrders.builder(old)
            .tenant(tenant)
            .concurrency(build.threads())
            .mostOpenTasks(build.mostWaiting())
            .build();
    transport = HttpTransport.builder(service).bearerToken(() -> token).build();
    candidate = RemoteImageOrders.builder(transport).tenant(tenant).build();
    migration =
        Migration.between(legacy, candidate)
            .stateStore(state)
            .keysRepeatedWithin(Duration.ZERO) // legacy keeps its orders in memory too
            .longestPlacing(LONGEST_PLACING)
            .build();
  }

  /**
   * Opens the module; no customer is moved yet.
   *
   * @param service where the image service listens
   * @param token tells the service who asks
   * @param tenant the name under which the service knows the shop
   * @param seed decides what the old generator makes of a prompt
   */
  public static Images open(URI service, String token, String tenant, long seed) {
    OldGenerator.Build build = OldGenerator.Build.USUAL;
    return new Images(service, token, tenant, build, generator(build, seed).build());
  }

  /** Opens the module with an old generator as if time went by faster, and with a price. */
  public static Images openQuick(URI service, String token, String tenant, long seed) {
    OldGenerator.Build build = OldGenerator.Build.QUICK;
    LegacyGenerator old =
        generator(build, seed)
            .traits(traits -> traits.pricing((spec, images) -> OLD_PRICE.times(images)))
            .failures(Images::breakdown)
            .build();
    return new Images(service, token, tenant, build, old);
  }

  private static LegacyGenerator.Builder generator(OldGenerator.Build build, long seed) {
    return LegacyGenerator.builder(new OldGenerator(build, seed, Pauses.system())::draw);
  }

  /** It is over the prompt that it breaks down, so the same prompt is not tried again. */
  private static ProviderException breakdown(Exception e) {
    return new ProviderException(
        Submission.REJECTED, ErrorCode.PROVIDER_REFUSED, String.valueOf(e.getMessage()), e);
  }

  /** Where the shop orders its pictures. */
  public ImageOrders orders() {
    return migration;
  }

  /** For the operator, not for the shop: who is moved. */
  public MigrationControl control() {
    return migration.control();
  }

  /** For the operator: begins a ramp that moves customers by itself. */
  public Ramp.Builder ramp() {
    return Ramp.builder(migration, state);
  }

  /**
   * For the operator: begins to draw some orders a second time, for this much money at most.
   * Whoever calls closes it.
   */
  public ShadowRun startShadowRun(ShadowRun.Place place, Money purse) {
    return ShadowRun.start(migration, legacy, state, place, purse);
  }

  /** For the operator, at the very end: the old generator goes. */
  public void removeLegacy() {
    legacy.close();
  }

  @Override
  public void close() {
    migration.close();
    candidate.close();
    transport.close();
    legacy.close();
  }
}
