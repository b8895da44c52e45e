package org.imageorders.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.imageorders.ErrorCode;
import org.imageorders.outbox.OutboxImageOrders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An outbox in a real MariaDB. */
class MariaDbOutboxTest {

  private OutboxDatabase database;

  @BeforeEach
  void open() {
    database = MariaDb.database();
  }

  @Nested
  class Orders implements OutboxOrdersContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class Relaying implements OutboxContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class InTrouble implements OutboxTroubleContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class Killed implements DoomedShopContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Test
  void aTransactionThatTheDatabaseUndidWholeIsNotTakenForOneThatGoesOn() throws Exception {
    try (OutboxShop shop = new OutboxShop(database)) {
      OutboxImageOrders orders = shop.counter();
      shop.place(orders, OutboxShop.request("ada", "cart-1"));
      database.execute("CREATE TABLE carts (id INT PRIMARY KEY)");
      try (Connection relay = database.begin();
          Connection checkout = database.begin();
          Statement relays = relay.createStatement();
          Statement checkouts = checkout.createStatement()) {
        relays.execute("UPDATE imageorders_outbox SET tries = tries + 1");
        for (int cart = 100; cart < 200; cart++) { // so that it is not the one that is undone
          relays.execute("INSERT INTO carts VALUES (" + cart + ")");
        }
        checkouts.execute("INSERT INTO carts VALUES (1)");
        CompletableFuture<Boolean> waits =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return relays.execute("INSERT INTO carts VALUES (1)");
                  } catch (SQLException e) {
                    throw new AssertionError(e);
                  }
                });
        OrdersClauses.refused(
            ErrorCode.UNAVAILABLE,
            () -> orders.place(checkout, OutboxShop.request("ada", "cart-1")));
        waits.join();
        relay.rollback();
        checkout.rollback();
      }
    }
  }
}
