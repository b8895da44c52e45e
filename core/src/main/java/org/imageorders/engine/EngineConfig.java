package org.imageorders.engine;

import java.time.Duration;
import java.time.InstantSource;
import org.imageorders.Pauses;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.store.ImageStore;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;

/**
 * What an engine was built with, as its parts read it. The builder's Javadoc tells what each value
 * means.
 */
final class EngineConfig {

  final ImageProvider provider;
  final ProviderTraits traits;
  final OrderStore orders;
  final ImageStore images;
  final StateStore state;
  final InstantSource clock;
  final Pauses pauses;
  final EngineListener listener;
  final int concurrency;
  final int mostOpenTasks;
  final int mostTries;
  final long largestImage;
  final Duration lease;
  final Duration drain;
  final Duration uploadLife;

  EngineConfig(EmbeddedImageOrders.Builder builder) {
    provider = builder.provider;
    traits = builder.provider.traits();
    orders = builder.orders != null ? builder.orders : new MemoryOrderStore(builder.clock);
    images = builder.images;
    state = builder.state != null ? builder.state : new MemoryStateStore(builder.clock);
    clock = builder.clock;
    pauses = builder.pauses;
    listener = new GuardedListener(builder.listener);
    concurrency = builder.concurrency;
    mostOpenTasks = builder.mostOpenTasks;
    mostTries = builder.mostTries;
    largestImage = builder.largestImage;
    lease = builder.lease;
    drain = builder.drain;
    uploadLife = builder.uploadLife;
  }
}
