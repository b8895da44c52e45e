package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldHashTest {

  @Test
  void theHashIsSha256OverTextsThatFollowTheirLengths() {
    // printf '\0\0\0\1p\0\0\0\1a\0\0\0\2bc' | sha256sum
    assertThat(new FieldHash("p").field("a", "bc").hex())
        .isEqualTo("2d18a0b9cf29d9cb143b8656de142e92f531c51ada4ec1d4e87ae28799ff1ecb");
  }

  @Test
  void fieldsThatReadAlikeWhenJoinedHashToOthers() {
    assertThat(new FieldHash("p").field("a", "bc").hex())
        .isNotEqualTo(new FieldHash("p").field("ab", "c").hex())
        .isNotEqualTo(new FieldHash("pa").field("b", "c").hex());
  }
}
