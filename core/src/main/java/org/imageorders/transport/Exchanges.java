package org.imageorders.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.jspecify.annotations.Nullable;

/**
 * Asks over a transport: each time for a bounded time, and again, a bounded number of times, where
 * that is safe and no answer came. Thread-safe.
 */
final class Exchanges {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Makes something of a response. May block. */
  interface Reader<T> {
    /** Reads it; what it throws as {@link IOException} counts as an answer that was lost. */
    T read(TransportResponse response) throws IOException;
  }

  /**
   * A question.
   *
   * @param patience how long an answer may take
   * @param tries how often it is asked at most, in all
   * @param keepsResponse whether the reader leaves the response open, for who takes what it makes
   */
  record Question<T>(
      TransportRequest request,
      Duration patience,
      int tries,
      boolean keepsResponse,
      Reader<T> reader) {}

  /**
   * The how-many-th asking, from 1.
   *
   * @param doubtful whether one before it may have been carried out
   */
  private record Try(int number, boolean doubtful) {}

  private final OrderTransport transport;
  private final Executor executor;
  private final Pauses pauses;

  Exchanges(OrderTransport transport, Executor executor, Pauses pauses) {
    this.transport = transport;
    this.executor = executor;
    this.pauses = pauses;
  }

  /** Asks. Cancelling the future aborts what is under way. */
  <T> CompletableFuture<T> ask(Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    attempt(question, new Try(1, false), answer);
    return answer;
  }

  /** Waits for an answer, holding the thread; an interrupt aborts what is under way. */
  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting for an answer", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ImageOrderException known
          ? known
          : new ImageOrderException(ErrorCode.INTERNAL, "asking failed: " + e.getCause(), e);
    }
  }

  /**
   * How long to pause before the given repeat (from 1): anything up to twice the last limit, so
   * that callers spread.
   */
  static Duration pause(int repeat) {
    long most = FIRST_PAUSE.toMillis() << Math.min(repeat - 1, 16);
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(Math.min(most, LONGEST_PAUSE.toMillis()) + 1));
  }

  private <T> void attempt(Question<T> question, Try which, CompletableFuture<T> answer) {
    if (answer.isDone()) {
      return;
    }
    Attempt<T> attempt = new Attempt<>(question, begin(question.request()));
    Pauses.Pending limit = pauses.after(question.patience(), attempt::giveUp);
    var unused =
        answer.whenComplete(
            (value, error) -> {
              limit.cancel();
              if (error != null) {
                attempt.exchange.cancel(true);
              }
            });
    var unusedToo =
        attempt.exchange.whenComplete(
            (response, error) -> {
              attempt.response = response;
              Runnable read =
                  () -> {
                    try {
                      if (!answer.complete(attempt.read(response, error))) {
                        attempt.close();
                      }
                    } catch (Lost lost) {
                      limit.cancel();
                      again(question, which, lost.reason, answer);
                    } catch (ImageOrderException e) {
                      answer.completeExceptionally(which.doubtful ? e.withDoubt(true) : e);
                    } catch (RuntimeException | Error e) {
                      answer.completeExceptionally(e);
                    }
                  };
              if (!run(answer, read)) {
                attempt.close();
              }
            });
  }

  private boolean run(CompletableFuture<?> answer, Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(RemoteImageOrders.closedException());
      return false;
    }
  }

  private CompletableFuture<TransportResponse> begin(TransportRequest request) {
    try {
      return transport.exchange(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> void again(
      Question<T> question, Try which, ImageOrderException lost, CompletableFuture<T> answer) {
    Duration asked = lost.retryAfter().orElse(Duration.ZERO);
    boolean doubtful = which.doubtful || lost.isDoubtful();
    if (which.number >= question.tries() || asked.compareTo(LONGEST_PAUSE) > 0) {
      answer.completeExceptionally(lost.withDoubt(doubtful));
      return;
    }
    Try further = new Try(which.number + 1, doubtful);
    Pauses.Pending next =
        pauses.after(
            asked.plus(pause(which.number)),
            () -> run(answer, () -> attempt(question, further, answer)));
    var unused = answer.whenComplete((value, error) -> next.cancel());
  }

  /** That nobody answered who knows: it may be asked again where that is safe. */
  private static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ImageOrderException reason;

    Lost(ImageOrderException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** One time of asking. */
  private static final class Attempt<T> {
    private final Question<T> question;
    private final CompletableFuture<TransportResponse> exchange;
    private volatile @Nullable TransportResponse response;
    private volatile boolean givenUp;

    Attempt(Question<T> question, CompletableFuture<TransportResponse> exchange) {
      this.question = question;
      this.exchange = exchange;
    }

    void giveUp() {
      givenUp = true;
      if (!exchange.cancel(true)) {
        close();
      }
    }

    void close() {
      TransportResponse open = response;
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          throw new ImageOrderException(
              ErrorCode.UNAVAILABLE, "an answer could not be closed: " + e, e);
        }
      }
    }

    T read(@Nullable TransportResponse came, @Nullable Throwable error) throws Lost {
      if (came == null) {
        throw lost(error);
      }
      boolean keep = false;
      try {
        if (came.status() >= 300) {
          ImageOrderException e = Problems.read(came);
          if (e.code().equals(ErrorCode.UNAVAILABLE)) {
            throw new Lost(e);
          }
          throw e;
        }
        T value = question.reader().read(came);
        keep = question.keepsResponse();
        return value;
      } catch (IOException e) {
        throw lost(e);
      } finally {
        if (!keep) {
          close();
        }
      }
    }

    private Lost lost(@Nullable Throwable error) throws Lost {
      Throwable cause =
          error instanceof CompletionException && error.getCause() != null
              ? error.getCause()
              : error;
      if (cause instanceof ImageOrderException refused) {
        throw refused;
      }
      if (cause instanceof NotSentException) {
        return new Lost(
            new ImageOrderException(
                    ErrorCode.UNAVAILABLE, question.request() + " was not sent: " + cause, cause)
                .withDoubt(false));
      }
      String why =
          givenUp || cause instanceof CancellationException
              ? "did not come within " + question.patience()
              : "was lost: " + cause;
      return new Lost(
          new ImageOrderException(
              ErrorCode.UNAVAILABLE,
              "the answer to " + question.request() + " " + why + "; it may have been carried out",
              cause));
    }
  }
}
