package org.imageorders.examples.monolith.images;

import java.net.URI;
import org.imageorders.ImageOrders;
import org.imageorders.Pauses;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.migration.LegacyGenerator;
import org.imageorders.migration.Migration;
import org.imageorders.migration.MigrationControl;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.transport.RemoteImageOrders;

/**
 * The image module's only door. What stands behind {@link #orders()} is decided here: the old
 * generator in this process, or the service across HTTP. Thread-safe.
 */
public final class Images implements AutoCloseable {

  private final EmbeddedImageOrders legacy;
  private final HttpTransport transport;
  private final RemoteImageOrders candidate;
  private final Migration migration;

  private Images(URI service, String token, String tenant, long seed) {
    OldGenerator generator = new OldGenerator(seed, Pauses.system());
    legacy =
        EmbeddedImageOrders.builder(LegacyGenerator.of(generator::draw))
            .tenant(tenant)
            .concurrency(OldGenerator.THREADS)
            .build();
    transport = HttpTransport.builder(service).bearerToken(() -> token).build();
    candidate = RemoteImageOrders.builder(transport).tenant(tenant).build();
    // A shop that is to survive a restart keeps its pins where it keeps its orders.
    migration = Migration.between(legacy, candidate).stateStore(new MemoryStateStore()).build();
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
    return new Images(service, token, tenant, seed);
  }

  /** Where the shop orders its pictures. */
  public ImageOrders orders() {
    return migration;
  }

  /** For the operator, not for the shop: who is moved. */
  public MigrationControl control() {
    return migration.control();
  }

  @Override
  public void close() {
    migration.close();
    candidate.close();
    transport.close();
    legacy.close();
  }
}
