package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.Attempt;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore.Change;

/**
 * What a claim holds: its task, which runs, its order, and the attempts of the task, of which the
 * last is open.
 */
record Held(OrderRow order, TaskRow task, List<Attempt> attempts) {

  /** Locks what claims hold that were not lost, of one order each. */
  static Map<Claim, Held> lock(Session session, Collection<Claim> claims) throws SQLException {
    Session.Later<TaskRow> locked = TaskRow.lock(session, claims);
    Session.Later<OrderRow> itsOrders =
        OrderRow.lock(session, claims.stream().map(Held::order).toList());
    Session.Later<Attempts.Kept> kept = Attempts.ofClaims(session, claims);
    Map<Long, TaskRow> tasks = new HashMap<>();
    locked.rows().forEach(task -> tasks.put(task.orderSeq(), task));
    Map<Change, OrderRow> orders = new HashMap<>();
    itsOrders.rows().forEach(order -> orders.put(order.change(), order));
    Map<Long, List<Attempt>> attempts = Attempts.byOrder(kept.rows());
    Map<Claim, Held> held = new LinkedHashMap<>();
    for (Claim claim : claims) {
      OrderRow order = orders.get(order(claim));
      TaskRow task = order == null ? null : tasks.get(order.seq());
      if (order != null && task != null && task.isHeldBy(claim)) {
        held.put(claim, new Held(order, task, attempts.getOrDefault(order.seq(), List.of())));
      }
    }
    return held;
  }

  private static Change order(Claim claim) {
    return new Change(claim.tenant(), claim.order());
  }

  /** Whether nobody else works on the order. */
  boolean isAll() {
    return task.images() == order.images();
  }
}
