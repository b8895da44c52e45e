package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

/** Source images that are kept on the other side than their order. */
class SourceImagesTest {

  private static final byte[] BYTES = {1, 2, 3};

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.live(Share.NONE));

  @Test
  void anUploadIsCopiedToTheSideOfItsOrderAndKeepsItsName() throws Exception {
    ImageId upload = migration.upload("ann", image());
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    OrderRequest request = request(upload);
    ImageOrder order = migration.place(request);
    ImageId copy = new ImageId("up-candidate-0");
    assertThat(bench.candidate.placed.get(0).specs().get(0).sourceImages()).containsExactly(copy);
    assertThat(bench.candidate.placed.get(0).specs().get(0).mask()).contains(copy);
    assertThat(bench.candidate.uploads.get(copy)).isEqualTo(BYTES);
    List<ImageOrder> seen = new ArrayList<>(List.of(order, migration.get(order.id())));
    seen.addAll(migration.list(OrderQuery.ofCustomer("ann")).orders());
    migration.watch(order.id(), seen::add).cancel(false);
    assertThat(seen)
        .hasSize(4)
        .allMatch(one -> one.request().fingerprint().equals(request.fingerprint()));
    try (ImageContent content = migration.open(upload)) {
      assertThat(content.stream().readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void aRepeatIsTheSameRequest() {
    ImageId upload = migration.upload("ann", image());
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    migration.place(request(upload));
    bench.legacy.uploads.clear();
    migration.place(request(upload));
    assertThat(bench.candidate.uploads).hasSize(1);
    assertThat(bench.candidate.placed).extracting(OrderRequest::fingerprint).hasSize(2);
    assertThat(bench.candidate.placed.get(0).fingerprint())
        .isEqualTo(bench.candidate.placed.get(1).fingerprint());
  }

  @Test
  void aCopyThatExpiredBeforeTheOrderWasTakenIsMadeAgain() {
    ImageId upload = migration.upload("ann", image());
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    migration.place(request(upload));
    bench.candidate.uploads.remove(new ImageId("up-candidate-0"));
    bench.candidate.uploads.put(new ImageId("up-other"), BYTES);
    migration.place(request(upload));
    assertThat(bench.candidate.placed.get(1).specs().get(0).mask())
        .contains(new ImageId("up-candidate-1"));
  }

  @Test
  void anUploadOfTheCandidateServesAnOrderOfLegacy() {
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    ImageId upload = migration.upload("ann", image());
    assertThat(upload).isEqualTo(new ImageId("up-candidate-0"));
    migration.control().kill(Bench.REASON);
    migration.place(request(upload));
    assertThat(bench.legacy.placed.get(0).specs().get(0).sourceImages())
        .containsExactly(new ImageId("up-legacy-0"));
  }

  @Test
  void anImageOfTheSameSideIsNotCopied() {
    ImageId upload = migration.upload("ann", image());
    migration.place(request(upload));
    assertThat(bench.legacy.uploads).hasSize(1);
    assertThat(bench.legacy.placed.get(0).specs().get(0).sourceImages()).containsExactly(upload);
  }

  @Test
  void anImageThatIsNowhereIsLeftToItsSideToRefuse() {
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    ImageId nowhere = new ImageId("up-nowhere");
    migration.place(request(nowhere));
    assertThat(bench.candidate.placed.get(0).specs().get(0).sourceImages())
        .containsExactly(nowhere);
  }

  @Test
  void moreCopiesThanAPinHoldsStayOnTheirSide() {
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    OrderRequest request = manySources();
    migration.place(request);
    assertThat(bench.legacy.placed).containsExactly(request);
  }

  @Test
  void moreCopiesThanAPinHoldsAreRefusedWhereTheOrderMayBe() {
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    OrderRequest request = manySources();
    bench.candidate.refusal = new ImageOrderException(ErrorCode.UNAVAILABLE, "no answer");
    assertThatThrownBy(() -> migration.place(Bench.request("ann", request.idempotencyKey())))
        .isEqualTo(bench.candidate.refusal);
    assertThatThrownBy(() -> migration.place(request))
        .hasMessageContaining("256 images kept on the other side")
        .extracting("code")
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(bench.legacy.placed).isEmpty();
  }

  @Test
  void whatNeedsMoreCopiesOnBothSidesThanAPinHoldsIsNotRecalled() {
    OrderRequest request = sourcesOfBothSides(140);
    OrderId id = migration.place(request).id();
    assertThat(migration.control().recall(Side.CANDIDATE, Bench.REASON))
        .isEqualTo(new Recalled(0, 0, 1));
    assertThat(migration.get(id).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(migration.control().sideOf(id)).contains(Side.CANDIDATE);
  }

  @Test
  void whatNeedsAsManyCopiesOnBothSidesAsAPinHoldsIsRecalled() {
    OrderRequest request = sourcesOfBothSides(125);
    OrderId id = migration.place(request).id();
    assertThat(migration.control().recall(Side.CANDIDATE, Bench.REASON))
        .isEqualTo(new Recalled(1, 0, 0));
    assertThat(migration.get(id).request().fingerprint()).isEqualTo(request.fingerprint());
    assertThat(migration.control().sideOf(id)).contains(Side.LEGACY);
  }

  private OrderRequest sourcesOfBothSides(int ofEach) {
    bench.legacy.longId = "x".repeat(104);
    bench.candidate.longId = bench.legacy.longId;
    List<ImageId> sources = new ArrayList<>();
    for (Share share : List.of(Share.NONE, Share.ALL)) {
      migration.control().enter(Stage.live(share), Bench.REASON);
      for (int i = 0; i < ofEach; i++) {
        sources.add(migration.upload("ann", image()));
      }
    }
    return request(sources);
  }

  private static OrderRequest manySources() {
    return request(IntStream.range(0, 256).mapToObj(i -> new ImageId("up-" + i)).toList());
  }

  private static OrderRequest request(List<ImageId> sources) {
    OrderRequest.Builder request = OrderRequest.builder("ann");
    for (int first = 0; first < sources.size(); first += ImageSpec.MOST_SOURCE_IMAGES) {
      ImageSpec.Builder spec = ImageSpec.builder("a lighthouse");
      sources.stream().skip(first).limit(ImageSpec.MOST_SOURCE_IMAGES).forEach(spec::sourceImage);
      request.spec(spec.build());
    }
    return request.build();
  }

  private static InputStream image() {
    return new ByteArrayInputStream(BYTES);
  }

  private static OrderRequest request(ImageId source) {
    return OrderRequest.builder("ann")
        .idempotencyKey("cart")
        .spec(ImageSpec.builder("a lighthouse").sourceImage(source).mask(source).build())
        .metadata("note", "kept")
        .build();
  }
}
