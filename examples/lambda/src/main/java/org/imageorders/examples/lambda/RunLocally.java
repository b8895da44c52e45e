package org.imageorders.examples.lambda;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.imageorders.lambda.fixture.FunctionCode;
import org.imageorders.lambda.fixture.LocalLambda;

/**
 * Runs the function on this machine, until it is stopped, and prints how to ask it:
 *
 * <pre>{@code
 * mvn -q -pl examples/lambda -am compile exec:java
 * }</pre>
 *
 * <p>An account, a container or the network are not needed. How to deploy it for real stands in
 * {@code template.yaml}, and with what authorizer.
 */
public final class RunLocally {

  static final String FUNCTION = "image-orders";

  private RunLocally() {}

  /**
   * Takes no arguments.
   *
   * @throws IOException if no port is free
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    // The JDK's server reads this once, when it is first used.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try (LocalLambda lambda = start()) {
      print(lambda, System.out);
      new CountDownLatch(1).await();
    }
  }

  static LocalLambda start() throws IOException {
    return LocalLambda.builder(FUNCTION, FunctionCode.inJvm(Handler::new)).concurrency(8).start();
  }

  static void print(LocalLambda lambda, PrintStream out) {
    out.println("The function listens at " + lambda.functionUrl());
    out.println();
    out.println("Order a picture, and wait for it up to 10 seconds:");
    out.println();
    out.println("  curl -s " + lambda.functionUrl() + "/v1/orders \\");
    out.println("    -H 'Content-Type: application/json' -H 'Prefer: wait=10' \\");
    out.println("    -H 'Idempotency-Key: \"cart-1\"' \\");
    out.println(
        "    -d '{\"customer\":\"ada\",\"specs\":[{\"prompt\":\"a lighthouse at dusk\"}]}'");
    out.println();
    out.println("Get it, by the id that stands in the answer:");
    out.println();
    out.println("  curl -s -o picture.png " + lambda.functionUrl() + "/v1/images/ID");
    out.println();
    out.println("Or invoke the function as AWS would, here for the list of orders:");
    out.println();
    out.println("  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws lambda invoke \\");
    out.println("    --endpoint-url " + lambda.endpoint() + " --region eu-central-1 \\");
    out.println("    --function-name " + FUNCTION + " --cli-binary-format raw-in-base64-out \\");
    out.println(
        "    --payload '{\"version\":\"2.0\",\"rawPath\":\"/v1/orders\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}' \\");
    out.println("    /dev/stdout");
  }
}
