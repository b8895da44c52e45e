package org.imageorders.examples.quickstart;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GarbledArgumentsTest {

  private final List<String> unmended = new ArrayList<>();

  @Test
  void anArgumentReadAsAsciiIsReadAgainAsUtf8() {
    assertThat(mend("java\0Main\0--prompt\0à noite\0", "--prompt", "à noite"))
        .containsExactly("--prompt", "à noite");
    assertThat(unmended).isEmpty();
  }

  @Test
  void anArgumentInsideAnotherIsFoundBetweenItsQuotes() {
    String line = "java\0-Downer=josé\0-Dexec.args=--prompt 'é' --prompt 'è noite'\0";
    assertThat(mend(line, "é", "è noite")).containsExactly("é", "è noite");
  }

  @Test
  void argumentsThatLookAlikeWhenGarbledKeepTheirOrder() {
    assertThat(mend("java\0café\0cafè\0", "café", "cafè")).containsExactly("café", "cafè");
  }

  @Test
  void whatIsNotThereStaysAndIsTold() {
    assertThat(mend("java\0something else\0", "é")).containsExactly(ascii("é"));
    assertThat(unmended).containsExactly(ascii("é"));
  }

  @Test
  void withoutACommandLineEverythingStays() {
    assertThat(GarbledArguments.mend(List.of("a", ascii("é")), null, unmended))
        .containsExactly("a", ascii("é"));
    assertThat(unmended).hasSize(1);
  }

  private List<String> mend(String commandLine, String... typed) {
    List<String> garbled = new ArrayList<>();
    for (String argument : typed) {
      garbled.add(ascii(argument));
    }
    return GarbledArguments.mend(garbled, commandLine.getBytes(UTF_8), unmended);
  }

  private static String ascii(String typed) {
    return new String(typed.getBytes(UTF_8), US_ASCII);
  }
}
