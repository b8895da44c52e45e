package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.transport.Door.Answer;
import org.junit.jupiter.api.Test;

class OrderEndpointTest {

  private static final String LEAST =
      "{\"customer\":\"c\",\"specs\":[{\"prompt\":\"a lighthouse\"}]}";

  private static ImageOrder placed(Door door) {
    return door.orders().place(FakeOrders.request("c", "k"));
  }

  @Test
  void anOrderIsPlacedUnderTheKeyOfItsHeaderQuotedOrNot() throws Exception {
    try (Door door = new Door()) {
      for (String header :
          new String[] {"\"k \\\"1\\\" \\\\\"", "plain-key", "%\"f%c3%bcr 1%25\""}) {
        String key = IdempotencyKeys.read(header);
        Answer answer = door.place(header, LEAST);
        OrderId id = OrderId.of("default", "c", key);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/v1/orders/" + id);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(door.orders().get(id).request().idempotencyKey()).isEqualTo(key);
      }
      assertThat(IdempotencyKeys.read("\"k \\\"1\\\" \\\\\"")).isEqualTo("k \"1\" \\");
      assertThat(IdempotencyKeys.read("%\"f%c3%bcr 1%25\"")).isEqualTo("f\u00fcr 1%");
      for (String key : new String[] {"plain", "a\"b\\c", "\u00fc%\"\ud83d\ude00", " "}) {
        assertThat(IdempotencyKeys.read(IdempotencyKeys.write(key))).isEqualTo(key);
      }
    }
  }

  @Test
  void withoutAKeyOrWithTwoDifferentOnesAnOrderIsRefused() throws Exception {
    try (Door door = new Door()) {
      assertThat(door.post("/v1/orders", LEAST))
          .satisfies(answer -> refused(answer, 400, "Idempotency-Key"));
      String other = LEAST.replace("{\"customer\"", "{\"idempotencyKey\":\"other\",\"customer\"");
      assertThat(door.place("k", other))
          .satisfies(answer -> refused(answer, 400, "idempotencyKey"));
      assertThat(door.place("\"open", LEAST).status()).isEqualTo(400);
      assertThat(door.orders().placed).hasValue(0);
    }
  }

  @Test
  void aKeyOfThousandsOfCharactersIsRefused() throws Exception {
    try (Door door = new Door()) {
      for (String header :
          new String[] {
            '"' + "k".repeat(8_000) + '"',
            '"' + "\\\\".repeat(4_000) + '"',
            "%\"" + "k".repeat(8_000) + '"',
            "%\"" + "%c3%bc".repeat(1_300) + '"'
          }) {
        assertThat(door.place(header, LEAST))
            .satisfies(answer -> refused(answer, 400, "idempotencyKey"));
      }
    }
  }

  @Test
  void aKeyUsedForAnotherRequestIsAConflict() throws Exception {
    try (Door door = new Door()) {
      door.place("k", LEAST);
      Answer answer = door.place("k", LEAST.replace("lighthouse", "ship"));
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.body()).contains("IDEMPOTENCY_CONFLICT");
    }
  }

  @Test
  void aClientThatTakesItselfForAnotherTenantIsToldBeforeItPlaces() throws Exception {
    try (Door door = new Door()) {
      String id = OrderId.of("another", "c", "k").value();
      Answer answer =
          door.place("k", LEAST.replace("{\"customer\"", "{\"id\":\"" + id + "\",\"customer\""));
      assertThat(answer).satisfies(refusal -> refused(refusal, 400, "id"));
      assertThat(door.orders().placed).hasValue(0);
    }
  }

  @Test
  void whatIsWrongWithADocumentIsSaidWithItsPath() throws Exception {
    try (Door door = new Door()) {
      String[][] wrong = {
        {
          "{\"customer\":\"c\",\"specs\":[{\"prompt\":\"p\"},{\"prompt\":\"p\",\"size\":\"big\"}]}",
          "specs[1].size"
        },
        {"{\"customer\":\"c\",\"specs\":[{\"prompt\":\"p\",\"count\":1.5}]}", "specs[0].count"},
        {"{\"customer\":\"c\",\"specs\":[{\"prompt\":\"p\",\"count\":0}]}", "specs[0].count"},
        {"{\"customer\":\"c\",\"specs\":[{}]}", "specs[0].prompt"},
        {"{\"customer\":\"c\",\"specs\":7}", "specs"},
        {"{\"customer\":\"c\",\"specs\":[]}", "specs"},
        {"{\"specs\":[{\"prompt\":\"p\"}]}", "customer"},
        {
          LEAST.replace("]}", "],\"ceiling\":{\"amount\":\"1e999999999\",\"currency\":\"USD\"}}"),
          "ceiling.amount"
        },
        {
          LEAST.replace("]}", "],\"ceiling\":{\"amount\":\"1\",\"currency\":\"gold\"}}"),
          "ceiling.currency"
        },
        {LEAST.replace("]}", "],\"deadline\":\"tomorrow\"}"), "deadline"},
        {LEAST.replace("]}", "],\"deadline\":\"PT999999999999999999999H\"}"), "deadline"},
        {LEAST.replace("]}", "],\"unknownOutcome\":\"ASK_SOMEBODY\"}"), "unknownOutcome"},
      };
      for (String[] one : wrong) {
        assertThat(door.place("k", one[0]))
            .as(one[0])
            .satisfies(answer -> refused(answer, 400, one[1]));
      }
    }
  }

  @Test
  void whatIsNoBoundedJsonObjectIsRefused() throws Exception {
    try (Door door = new Door(b -> b.limits(WireLimits.builder().largestDocument(1_000).build()))) {
      for (String text :
          new String[] {
            "",
            "[]",
            "nonsense",
            "{\"a\":1} {}",
            "{\"customer\":\"c\",\"customer\":\"d\"}",
            "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "{\"a\":" + "9".repeat(100) + "}"
          }) {
        assertThat(door.place("k", text).status()).as(text).isEqualTo(400);
      }
      String large = LEAST.replace("lighthouse", "x".repeat(1_000));
      assertThat(door.place("k", large)).satisfies(answer -> refused(answer, 413, ""));
      TransportRequest unknownLength = Door.json("/v1/orders", large).with("Idempotency-Key", "k");
      TransportBody stream =
          TransportBody.once(unknownLength.body().open(), TransportBody.UNKNOWN_LENGTH);
      assertThat(door.send(unknownLength.with(stream)).status()).isEqualTo(413);
      assertThat(
              door.send(TransportRequest.of("POST", "/v1/orders").with("Idempotency-Key", "k"))
                  .status())
          .isEqualTo(415);
    }
  }

  @Test
  void anUnknownPathIs404AndAKnownOneWithAnotherMethodTellsWhichAreAllowed() throws Exception {
    try (Door door = new Door()) {
      for (String path :
          new String[] {
            "/", "/v1", "/v1/orders/", "/v1/orders/x/y", "/v1/orders//cancel", "/v2/orders"
          }) {
        assertThat(door.get(path).status()).as(path).isEqualTo(404);
      }
      Answer answer = door.send(TransportRequest.of("DELETE", "/v1/orders"));
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, POST");
      assertThat(door.get("/v1/orders/wait?x=%zz").status()).isEqualTo(400);
    }
  }

  @Test
  void anotherTenantsOrderIsNotFound() throws Exception {
    try (Door door = new Door()) {
      ImageOrder other = door.orders("another").place(FakeOrders.request("c", "k"));
      for (String path : new String[] {"", "/explain", "/events"}) {
        assertThat(door.get("/v1/orders/" + other.id() + path).status()).as(path).isEqualTo(404);
      }
      assertThat(
              door.send(TransportRequest.of("POST", "/v1/orders/" + other.id() + "/cancel"))
                  .status())
          .isEqualTo(404);
      assertThat(door.get("/v1/orders/no-id").status()).isEqualTo(404);
    }
  }

  @Test
  void anOrderThatHasNotChangedIsNotSentAgain() throws Exception {
    try (Door door = new Door()) {
      ImageOrder order = placed(door);
      TransportRequest get = TransportRequest.of("GET", "/v1/orders/" + order.id());
      String tag = door.send(get).header("ETag");
      assertThat(tag).isEqualTo("W/\"1\"");
      assertThat(door.send(get.with("If-None-Match", "\"7\", " + tag)))
          .satisfies(answer -> assertThat(answer.status() + answer.body()).isEqualTo("304"))
          .satisfies(
              answer -> assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache"));
      assertThat(door.send(get.with("If-None-Match", "W/\"11\"")).status()).isEqualTo(200);
      Answer head =
          door.send(
              new TransportRequest("HEAD", get.target(), get.headers(), TransportBody.empty()));
      assertThat(head.body()).isEmpty();
      assertThat(head.header("Content-Length"))
          .isEqualTo(Integer.toString(door.send(get).body().length()));
    }
  }

  @Test
  void aFaultIsToldWithoutItsDetails() throws Exception {
    try (Door door = new Door()) {
      door.orders().events.add(null);
      Answer answer = door.get("/v1/events");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body())
          .contains(ErrorCode.INTERNAL.name())
          .contains("incident")
          .doesNotContain("Null");
    }
  }

  @Test
  void anErrorIsAnsweredAsAFaultToo() throws Exception {
    try (Door door = new Door()) {
      door.tenants.put(
          "default",
          new FakeOrders("default") {
            @Override
            public String explain(OrderId id) {
              throw new StackOverflowError();
            }
          });
      assertThat(door.get("/v1/orders/" + "0".repeat(40) + "/explain").status()).isEqualTo(500);
    }
  }

  @Test
  void aListPassesOnEveryConditionAndItsCursor() throws Exception {
    try (Door door = new Door()) {
      placed(door);
      door.orders().place(FakeOrders.request("c", "k2"));
      Answer answer =
          door.get(
              "/v1/orders?customer=a%20b%26c&status=FAILED&status=CANCELLED&acceptedFrom=2027-01-01T00:00:00Z"
                  + "&acceptedBefore=2028-01-01T00:00:00Z&limit=1&after=x%2By");
      assertThat(answer.body()).contains("\"next\":\"more\"");
      assertThat(door.orders().queries)
          .singleElement()
          .satisfies(
              query -> {
                assertThat(query.customer()).contains("a b&c");
                assertThat(query.statuses())
                    .containsExactlyInAnyOrder(OrderStatus.FAILED, OrderStatus.CANCELLED);
                assertThat(query.acceptedFrom()).isPresent();
                assertThat(query.acceptedBefore()).isPresent();
                assertThat(query.after()).contains("x+y");
              });
      assertThat(door.get("/v1/orders?limit=many").status()).isEqualTo(400);
      assertThat(door.get("/v1/orders?status=DRYING").status()).isEqualTo(400);
    }
  }

  @Test
  void aPageThatDoesNotFitAMessageIsShorter() throws Exception {
    TransportTraits small = TransportTraits.buffering(1_000_000, 70_000);
    try (Door door = new Door(builder -> builder.traits(small))) {
      for (int i = 0; i < 8; i++) {
        door.orders()
            .place(
                OrderRequest.builder("c")
                    .idempotencyKey("k" + i)
                    .prompt("x".repeat(30_000))
                    .build());
      }
      Answer answer = door.get("/v1/orders?limit=8");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().length()).isBetween(60_000, 70_000);
      assertThat(answer.body()).contains("next");
    }
  }

  private static void refused(Answer answer, int status, String field) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    if (!field.isEmpty()) {
      assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }
  }
}
