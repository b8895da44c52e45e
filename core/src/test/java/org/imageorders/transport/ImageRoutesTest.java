package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.imageorders.ByteRange;
import org.imageorders.ImageId;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.transport.Door.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRoutesTest {

  private static final TransportRequest GET = TransportRequest.of("GET", "/v1/images/pic");
  private static final String TAG = '"' + "ab".repeat(32) + '"';

  private static Door door() {
    Door door = new Door();
    door.orders().images.put(new ImageId("pic"), "0123456789".getBytes(StandardCharsets.US_ASCII));
    return door;
  }

  @Test
  void anImageIsCachedForGoodAndNeverSniffed() throws Exception {
    try (Door door = door()) {
      Answer answer = door.send(GET);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("0123456789");
      assertThat(answer.header("ETag")).isEqualTo(TAG);
      assertThat(answer.header("Cache-Control")).contains("immutable").contains("private");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Content-Type")).isEqualTo("image/png");
      assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
      assertThat(door.send(GET.with("If-None-Match", TAG)).status()).isEqualTo(304);
      assertThat(door.get("/v1/images/none").status()).isEqualTo(404);
      assertThat(door.get("/v1/images/..%2fpic").status()).isEqualTo(404);
    }
  }

  @Test
  void aPreviewIsAskedForAgain() throws Exception {
    try (Door door = door()) {
      door.orders().images.put(new ImageId("pic.p2"), new byte[] {1});
      assertThat(door.get("/v1/images/pic.p2").header("Cache-Control"))
          .doesNotContain("immutable")
          .contains("no-cache");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=4-, 206, 456789, bytes 4-9/10",
    "bytes=-3, 206, 789, bytes 7-9/10",
    "bytes=-30, 206, 0123456789, bytes 0-9/10",
    "bytes=8-99, 206, 89, bytes 8-9/10",
    "bytes=10-, 416, , bytes */10",
    "bytes=-0, 416, , bytes */10",
    "bytes=3-2, 200, 0123456789, ",
    "'bytes=0-1,3-4', 200, 0123456789, ",
    "lines=0-1, 200, 0123456789, ",
    "bytes=-, 200, 0123456789, ",
  })
  void aRangeIsAnsweredAsRfc9110Says(String range, int status, String body, String contentRange)
      throws Exception {
    try (Door door = door()) {
      Answer answer = door.send(GET.with("Range", range));
      assertThat(answer.status()).isEqualTo(status);
      if (status != 416) {
        assertThat(answer.body()).isEqualTo(body);
      }
      assertThat(answer.header("Content-Range"))
          .isEqualTo(contentRange == null ? "" : contentRange);
    }
  }

  @Test
  void aRangeMeansNothingToHead() throws Exception {
    try (Door door = door()) {
      TransportHeaders headers = TransportHeaders.NONE.with("Range", "bytes=0-3");
      Answer answer =
          door.send(new TransportRequest("HEAD", GET.target(), headers, TransportBody.empty()));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Length")).isEqualTo("10");
    }
  }

  @Test
  void aRangeOfAnImageThatChangedIsTheWholeImage() throws Exception {
    try (Door door = door()) {
      TransportRequest part = GET.with("Range", "bytes=0-3");
      assertThat(door.send(part.with("If-Range", TAG)).status()).isEqualTo(206);
      assertThat(door.send(part.with("If-Range", "\"old\"")).status()).isEqualTo(200);
    }
  }

  @Test
  void anImageThatDoesNotFitIsLinkedToOrReadByRanges() throws Exception {
    ImageStore linking = new Linking();
    TransportTraits small = TransportTraits.buffering(65_536, 65_536);
    try (Door door = new Door(builder -> builder.images(linking).traits(small));
        Door plain = new Door(builder -> builder.traits(small))) {
      for (Door each : new Door[] {door, plain}) {
        each.orders().images.put(new ImageId("pic"), new byte[100_000]);
        each.orders().images.put(new ImageId("tiny"), new byte[10]);
      }
      Answer linked = door.send(GET);
      assertThat(linked.status()).isEqualTo(307);
      assertThat(linked.header("Location")).isEqualTo("https://store/pic?900");
      assertThat(linked.header("Cache-Control")).isEqualTo("no-store");
      assertThat(door.get("/v1/images/tiny").status()).isEqualTo(200);
      assertThat(
              door.send(TransportRequest.of("GET", "/v1/images/tiny").with("Prefer", "link"))
                  .status())
          .isEqualTo(307);
      assertThat(
              door.send(TransportRequest.of("GET", "/v1/images/none").with("Prefer", "link"))
                  .status())
          .isEqualTo(404);
      assertThat(plain.send(GET).status()).isEqualTo(413);
      assertThat(plain.send(GET.with("Range", "bytes=10-")).header("Content-Range"))
          .isEqualTo("bytes 10-65545/100000");
    }
  }

  /** A store that makes links; nothing is kept in it here. */
  private static final class Linking implements ImageStore {
    @Override
    public Optional<URI> link(ImageId id, Duration validFor) {
      return Optional.of(URI.create("https://store/" + id + "?" + validFor.toSeconds()));
    }

    @Override
    public PendingImage begin(ImageId id) {
      throw new AssertionError("begin");
    }

    @Override
    public Optional<StoredImage> stat(ImageId id) {
      throw new AssertionError("stat");
    }

    @Override
    public InputStream open(ImageId id, ByteRange range) {
      throw new AssertionError("open");
    }

    @Override
    public List<ImageId> list(String prefix) {
      return List.of();
    }

    @Override
    public boolean delete(ImageId id) {
      return false;
    }
  }

  @Test
  void anUploadTellsWhereItIsAndRefusesForms() throws Exception {
    try (Door door = new Door(b -> b.limits(WireLimits.builder().largestUpload(4).build()))) {
      TransportRequest upload = TransportRequest.of("POST", "/v1/uploads?customer=c");
      Answer answer = door.send(upload.with(TransportBody.of(new byte[4])));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("Location")).isEqualTo("/v1/images/up-0");
      assertThat(answer.body()).isEqualTo("{\"image\":\"up-0\"}");
      assertThat(door.send(upload.with("Content-Type", "multipart/form-data; boundary=x")).status())
          .isEqualTo(415);
      assertThat(door.send(upload.with(TransportBody.of(new byte[5]))).status()).isEqualTo(413);
      TransportBody unknown =
          TransportBody.once(new ByteArrayInputStream(new byte[5]), TransportBody.UNKNOWN_LENGTH);
      assertThat(door.send(upload.with(unknown)).status()).isEqualTo(413);
      assertThat(door.send(TransportRequest.of("POST", "/v1/uploads")).status()).isEqualTo(400);
      assertThat(door.send(TransportRequest.of("POST", "/v1/partial-uploads")).status())
          .isEqualTo(404);
    }
  }

  @Test
  void joiningPartsTwiceGivesTheSameImageAndNobodyElseCanNameThem() throws Exception {
    MemoryImageStore store = new MemoryImageStore();
    try (Door door = new Door(builder -> builder.images(store))) {
      Answer begun = door.send(TransportRequest.of("POST", "/v1/partial-uploads"));
      String path = "/v1/partial-uploads/" + uploadOf(begun);
      for (int part = 1; part <= 3; part++) {
        TransportRequest put = TransportRequest.of("PUT", path + "/" + part);
        assertThat(door.send(put.with(TransportBody.of(new byte[] {(byte) part}))).status())
            .isEqualTo(204);
      }
      TransportRequest complete =
          TransportRequest.of("POST", path + "/complete?customer=c&parts=3");
      Door.Answer stolen = Door.read(door.endpoint.handle(Caller.of("another"), complete).get());
      assertThat(stolen.status()).isEqualTo(404);
      String image = door.send(complete).body();
      assertThat(door.send(complete).body()).isEqualTo(image);
      assertThat(door.orders().images).hasSize(1);
      assertThat(door.orders().images.values()).containsExactly(new byte[] {1, 2, 3});
      assertThat(store.list("part-")).as("what is left of the parts").hasSize(1);
      assertThat(door.send(TransportRequest.of("PUT", path + "/1001")).status()).isEqualTo(400);
      assertThat(door.send(TransportRequest.of("PUT", "/v1/partial-uploads/../1")).status())
          .isEqualTo(404);
    }
  }

  @Test
  void partsThatAnEarlierTryJoinsMeanwhileAreTheSameImage() throws Exception {
    MemoryImageStore store = new MemoryImageStore();
    try (Door door = new Door(builder -> builder.images(store))) {
      Answer begun = door.send(TransportRequest.of("POST", "/v1/partial-uploads"));
      String path = "/v1/partial-uploads/" + uploadOf(begun);
      for (int part = 1; part <= 2; part++) {
        TransportRequest put = TransportRequest.of("PUT", path + "/" + part);
        door.send(put.with(TransportBody.of(new byte[] {(byte) part})));
      }
      TransportRequest complete =
          TransportRequest.of("POST", path + "/complete?customer=c&parts=2");
      AtomicReference<Answer> earlier = new AtomicReference<>();
      FakeOrders others = door.orders();
      door.tenants.put(
          "default",
          new FakeOrders("default") {
            @Override
            public ImageId upload(String customer, InputStream image) {
              door.tenants.put("default", others);
              try {
                image.read();
                earlier.set(door.send(complete));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return super.upload(customer, image);
            }
          });
      Answer repeat = door.send(complete);
      assertThat(earlier.get().status()).isEqualTo(201);
      assertThat(repeat.body()).isEqualTo(earlier.get().body());
    }
  }

  private static String uploadOf(Answer begun) {
    return begun.body().substring("{'upload':'".length(), begun.body().length() - "'}".length());
  }

  @Test
  void whatWasBegunADayAgoIsDropped() throws Exception {
    MemoryImageStore store = new MemoryImageStore();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2027-01-31T12:00:00Z"));
    try (Door door = new Door(builder -> builder.images(store).clock(now::get))) {
      Answer begun = door.send(TransportRequest.of("POST", "/v1/partial-uploads"));
      String path = "/v1/partial-uploads/" + uploadOf(begun);
      door.send(TransportRequest.of("PUT", path + "/1").with(TransportBody.of(new byte[9])));
      now.set(now.get().plus(Duration.ofHours(23)));
      door.send(TransportRequest.of("POST", "/v1/partial-uploads"));
      assertThat(store.list("part-")).hasSize(1);
      now.set(now.get().plus(Duration.ofHours(2)));
      door.send(TransportRequest.of("POST", "/v1/partial-uploads"));
      assertThat(store.list("part-")).isEmpty();
    }
  }
}
