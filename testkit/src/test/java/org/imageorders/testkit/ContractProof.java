package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/**
 * Proves a contract: each of its clauses accepts the sound implementation and rejects one that
 * breaks it.
 *
 * @param <C> the contract
 * @param <B> how a broken implementation is described
 */
final class ContractProof<C, B> {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * A broken implementation that makes a clause wait for ever is rejected as well: soon, to be
   * quick.
   */
  private static final Duration LONGEST_OF_BROKEN = Duration.ofSeconds(2);

  private final Class<C> contract;
  private final Class<?> theme;
  private final C sound;
  private final Function<B, ? extends C> over;
  private final Map<String, B> broken = new LinkedHashMap<>();

  ContractProof(Class<C> contract, C sound, Function<B, ? extends C> over) {
    this(contract, contract, sound, over);
  }

  /** Proves only the clauses of one theme, an interface that the contract extends. */
  ContractProof(Class<C> contract, Class<?> theme, C sound, Function<B, ? extends C> over) {
    this.contract = contract;
    this.theme = theme;
    this.sound = sound;
    this.over = over;
  }

  /**
   * The clause of this name must reject this; several for one clause are told apart by what follows
   * a blank.
   */
  ContractProof<C, B> rejects(String clause, B what) {
    assertThat(broken.put(clause, what)).as("double entry for " + clause).isNull();
    return this;
  }

  /**
   * The clause of this name must reject this.
   *
   * @param fault what it does wrong
   */
  ContractProof<C, B> rejects(String clause, String fault, B what) {
    return rejects(clause + " " + fault, what);
  }

  Stream<DynamicTest> tests() {
    DynamicTest everyClause =
        DynamicTest.dynamicTest(
            "everyClauseHasABrokenDouble", () -> assertThat(proven()).isEqualTo(clauses()));
    return Stream.concat(
        Stream.of(everyClause),
        broken.entrySet().stream()
            .map(
                entry ->
                    DynamicTest.dynamicTest(
                        entry.getKey(), () -> prove(entry.getKey(), entry.getValue()))));
  }

  private void prove(String clause, B what) {
    assertThatCode(() -> run(clause, sound, LONGEST))
        .as("the sound implementation")
        .doesNotThrowAnyException();
    Throwable rejection = catchThrowable(() -> run(clause, over.apply(what), LONGEST_OF_BROKEN));
    assertThat(rejection)
        .as("the clause's rejection")
        // Whatever else is thrown is a slip of the broken double, not its fault.
        .isInstanceOfAny(
            AssertionError.class,
            TimeoutException.class,
            ImageOrderException.class,
            IllegalStateException.class);
  }

  private void run(String clause, C implementation, Duration longest) throws Throwable {
    Calls.Started clauses =
        Calls.startOn(
            () -> {
              try {
                method(nameOf(clause)).invoke(implementation);
              } catch (InvocationTargetException e) {
                throw new ExecutionException(e.getCause());
              }
            });
    try {
      clauses.done().get(longest.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause().getCause();
    } finally {
      clauses.thread().interrupt();
    }
  }

  private Method method(String name) throws NoSuchMethodException {
    return contract.getMethod(name);
  }

  private static String nameOf(String clause) {
    int blank = clause.indexOf(' ');
    return blank < 0 ? clause : clause.substring(0, blank);
  }

  private Set<String> proven() {
    return broken.keySet().stream()
        .map(ContractProof::nameOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> clauses() {
    return Arrays.stream(theme.getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
