package org.imageorders.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.imageorders.Pauses;
import org.imageorders.store.ImageStore;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.jspecify.annotations.Nullable;

/**
 * What an engine was built with, as its parts read it. The builder's Javadoc tells what each value
 * means.
 */
final class EngineConfig {

  final List<Gates.Link> chain;
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
  final boolean restored;
  final Budgets budgets;
  final @Nullable Duration keepOrders;

  EngineConfig(EmbeddedImageOrders.Builder builder) {
    chain = builder.providers.stream().map(Gates.Link::new).toList();
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
    restored = builder.restored;
    budgets = builder.budgets;
    keepOrders = builder.keepOrders;
  }

  /** The provider that orders are checked against; the others of the chain help out. */
  Gates.Link first() {
    return chain.get(0);
  }

  /** How many images a call is made for, so that every provider of the chain could make it. */
  int mostImages() {
    return chain.stream().mapToInt(link -> link.traits().mostImages()).min().orElseThrow();
  }

  /** The longest that a call takes, whoever makes it. */
  Duration longestCall() {
    return chain.stream()
        .map(link -> link.traits().longestCall())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
