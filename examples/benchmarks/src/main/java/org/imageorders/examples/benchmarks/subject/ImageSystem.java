package org.imageorders.examples.benchmarks.subject;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.imageorders.UnknownOutcome;

/** The systems that are compared. */
public enum ImageSystem {
  /** This library, with orders that never repeat a call of unknown fate. */
  IMAGE_ORDERS(setup -> new OrdersClient(setup, UnknownOutcome.FAIL)),
  /** This library, with orders as they are unless asked to be strict. */
  IMAGE_ORDERS_REPEATING(setup -> new OrdersClient(setup, UnknownOutcome.REPEAT_ONCE)),
  /** OpenAI's own client. */
  OPENAI_JAVA(setup -> new PooledClient(setup, OpenAiJavaCall::new)),
  /** Spring AI's image model, which stands on {@code openai-java}. */
  SPRING_AI(setup -> new PooledClient(setup, SpringAiCall::new)),
  /** LangChain4j's image model, which stands on the JDK's HTTP client. */
  LANGCHAIN4J(setup -> new PooledClient(setup, LangChain4jCall::new));

  /** One of each maker. */
  public static final List<ImageSystem> COMPARED =
      List.of(IMAGE_ORDERS, OPENAI_JAVA, SPRING_AI, LANGCHAIN4J);

  private final Function<Setup, ImageClient> opening;

  ImageSystem(Function<Setup, ImageClient> opening) {
    this.opening = opening;
  }

  ImageClient open(Setup setup) {
    return opening.apply(setup);
  }

  /** Whether it can show images while they are drawn. */
  public boolean hasPreviews() {
    return this != SPRING_AI && this != LANGCHAIN4J;
  }

  /** The name in tables and results, such as {@code image-orders}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
