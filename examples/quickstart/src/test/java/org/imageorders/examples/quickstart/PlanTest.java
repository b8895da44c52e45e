package org.imageorders.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imageorders.provider.ProviderTraits;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void moreThanAnOrderTakesBecomesSeveralOrders() {
    assertThat(orders(250, 1)).containsExactly(100, 100, 50);
    assertThat(orders(200, 2)).containsExactly(200, 200);
    assertThat(orders(3, 400)).containsExactly(800, 400);
    assertThat(orders(1, 2_500)).containsExactly(1_000, 1_000, 500);
  }

  @Test
  void everyPictureHasANameOfItsOwnThoughPromptsShareASlug() {
    Plan plan = plan("--prompt", "A cat!", "--prompt", "a cat", "--count", "2");
    Set<Integer> numbers = new HashSet<>();
    for (Plan.Slot slot : plan.orders().get(0).slots()) {
      assertThat(slot.slug()).isEqualTo("a-cat");
      assertThat(slot.of()).isEqualTo(4);
      numbers.add(slot.number());
    }
    assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  private static List<Integer> orders(int prompts, int count) {
    List<String> line = new ArrayList<>(List.of("--count", "" + count));
    for (int i = 0; i < prompts; i++) {
      line.addAll(List.of("--prompt", "prompt " + i));
    }
    return plan(line.toArray(String[]::new)).orders().stream()
        .map(part -> part.slots().size())
        .toList();
  }

  private static Plan plan(String... line) {
    return Plan.of(Arguments.parse(List.of(line)), ProviderTraits.builder().build(), "run");
  }
}
