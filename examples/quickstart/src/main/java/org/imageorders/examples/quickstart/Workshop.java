package org.imageorders.examples.quickstart;

import java.time.Duration;
import org.imageorders.ImageOrders;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.ImageProvider;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.sqlite.SQLiteDataSource;

/** Orders that outlive the process: an engine over an SQLite file and a directory of images. */
final class Workshop implements AutoCloseable {

  /** A run that is resumed waits so long at most for the calls of the one that was killed. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final JdbcDatabase database;
  private final JdbcOrderStore store;
  private final FileImageStore images;
  private final EmbeddedImageOrders orders;

  private Workshop(JdbcDatabase database, Gallery gallery, ImageProvider provider, int calls) {
    this.database = database;
    database.createSchema();
    store = new JdbcOrderStore(database);
    images = FileImageStore.in(gallery.store());
    orders =
        EmbeddedImageOrders.builder(provider)
            .orderStore(store)
            .stateStore(new JdbcStateStore(database))
            .imageStore(images)
            .lease(LEASE)
            .concurrency(calls)
            .build();
  }

  /**
   * Opens what is kept in a gallery's working directory, and begins to work on it.
   *
   * @param calls how many at a time
   */
  static Workshop open(Gallery gallery, ImageProvider provider, int calls) {
    SQLiteDataSource file = new SQLiteDataSource();
    file.setUrl("jdbc:sqlite:" + gallery.database().toUri());
    JdbcDatabase database = JdbcDatabase.open(file);
    try {
      return new Workshop(database, gallery, provider, calls);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  ImageOrders orders() {
    return orders;
  }

  @Override
  public void close() {
    orders.close();
    store.close();
    images.close();
    database.close();
  }
}
