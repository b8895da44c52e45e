package org.imageorders.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;

/** Makes {@link ImageOrders} that break one promise each. */
final class BrokenOrders {

  /** Reads a part of the feed. */
  @FunctionalInterface
  interface Reading {
    EventPage read(ImageOrders sound, String after, int limit, Duration wait);
  }

  private BrokenOrders() {}

  static UnaryOperator<ImageOrders> seeing(UnaryOperator<ImageOrder> change) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          ImageOrder seen(ImageOrder order) {
            return change.apply(order);
          }
        };
  }

  static UnaryOperator<ImageOrders> placing(
      BiFunction<ImageOrders, OrderRequest, ImageOrder> place) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public ImageOrder place(OrderRequest request) {
            return place.apply(sound, request);
          }
        };
  }

  static UnaryOperator<ImageOrders> listing(BiFunction<ImageOrders, OrderQuery, OrderPage> list) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public OrderPage list(OrderQuery query) {
            return list.apply(sound, query);
          }
        };
  }

  static UnaryOperator<ImageOrders> cancelling(
      BiFunction<ImageOrders, OrderId, ImageOrder> cancel) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public ImageOrder cancel(OrderId id) {
            return cancel.apply(sound, id);
          }
        };
  }

  static UnaryOperator<ImageOrders> withdrawing(
      BiFunction<ImageOrders, OrderId, ImageOrder> withdraw) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public ImageOrder withdraw(OrderId id) {
            return withdraw.apply(sound, id);
          }
        };
  }

  static UnaryOperator<ImageOrders> explaining(BiFunction<ImageOrders, OrderId, String> explain) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public String explain(OrderId id) {
            return explain.apply(sound, id);
          }
        };
  }

  /**
   * What is told goes through the function, which may tell the consumer more, less or something
   * else.
   */
  static UnaryOperator<ImageOrders> telling(BiConsumer<Consumer<ImageOrder>, ImageOrder> tell) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public CompletableFuture<ImageOrder> watch(
              OrderId id, Consumer<? super ImageOrder> onChange) {
            return super.watch(id, order -> tell.accept(onChange::accept, order));
          }
        };
  }

  static UnaryOperator<ImageOrders> waiting(
      BiFunction<ImageOrders, CompletableFuture<ImageOrder>, CompletableFuture<ImageOrder>>
          change) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public CompletableFuture<ImageOrder> watch(
              OrderId id, Consumer<? super ImageOrder> onChange) {
            return change.apply(sound, sound.watch(id, onChange));
          }
        };
  }

  static UnaryOperator<ImageOrders> opening(OpenFunction open) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public ImageContent open(ImageId id, ByteRange range) {
            return open.open(sound, id, range);
          }
        };
  }

  /** Opens an image. */
  @FunctionalInterface
  interface OpenFunction {
    ImageContent open(ImageOrders sound, ImageId id, ByteRange range);
  }

  static UnaryOperator<ImageOrders> uploading(
      BiFunction<ImageOrders, InputStream, ImageId> upload) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public ImageId upload(String customer, InputStream image) {
            return upload.apply(sound, image);
          }
        };
  }

  static UnaryOperator<ImageOrders> reading(Reading reading) {
    return sound ->
        new ForwardingOrders(sound) {
          @Override
          public EventPage events(String after, int limit, Duration wait) {
            return reading.read(sound, after, limit, wait);
          }
        };
  }

  static UnaryOperator<ImageOrders> withoutEvents(Predicate<OrderEvent> lost) {
    return reading(
        (sound, after, limit, wait) -> {
          EventPage page = sound.events(after, limit, wait);
          return new EventPage(
              page.events().stream().filter(lost.negate()).toList(), page.cursor());
        });
  }

  static ImageContent cut(ImageContent content, int bytes) {
    try (content) {
      byte[] read = content.stream().readAllBytes();
      InputStream part = new ByteArrayInputStream(read, 0, Math.max(0, read.length - bytes));
      return new ImageContent(
          content.mediaType(), content.sha256(), content.range(), content.totalBytes(), part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImageId closing(ImageOrders sound, InputStream image) {
    try (image) {
      return sound.upload("customer", image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps something else where the upload is refused. */
  static ImageId forgiving(ImageOrders sound, InputStream image) {
    try {
      return sound.upload("customer", image);
    } catch (ImageOrderException e) {
      return another(sound);
    }
  }

  static ImageId another(ImageOrders sound) {
    return sound.upload("customer", new ByteArrayInputStream(OrdersClauses.png(0)));
  }

  static <T> T orCode(ErrorCode code, Supplier<T> action) {
    try {
      return action.get();
    } catch (ImageOrderException e) {
      throw new ImageOrderException(code, String.valueOf(e.getMessage()));
    }
  }

  static OrderRequest rekeyed(OrderRequest request) {
    return copy(request, "idempotencyKey");
  }

  /**
   * The same request without one field, or with another key, customer or prompt where these are
   * what is lost.
   */
  static OrderRequest copy(OrderRequest request, String lost) {
    OrderRequest.Builder copy =
        OrderRequest.builder(lost.equals("customer") ? "everybody" : request.customer())
            .idempotencyKey(
                lost.equals("idempotencyKey")
                    ? UUID.randomUUID().toString()
                    : request.idempotencyKey());
    request.specs().forEach(spec -> copy.spec(copy(spec, lost)));
    if (!lost.equals("priority")) {
      request.priority().ifPresent(copy::priority);
    }
    if (!lost.equals("deadline")) {
      request.deadline().ifPresent(copy::deadline);
    }
    if (!lost.equals("ceiling")) {
      request.ceiling().ifPresent(copy::ceiling);
    }
    if (!lost.equals("unknownOutcome")) {
      request.unknownOutcome().ifPresent(copy::unknownOutcome);
    }
    if (!lost.equals("metadata")) {
      request.metadata().forEach(copy::metadata);
    }
    return copy.build();
  }

  private static ImageSpec copy(ImageSpec spec, String lost) {
    ImageSpec.Builder copy = ImageSpec.builder(lost.equals("prompt") ? "another" : spec.prompt());
    if (!lost.equals("count")) {
      copy.count(spec.count());
    }
    if (!lost.equals("size")) {
      spec.size().ifPresent(copy::size);
    }
    if (!lost.equals("quality")) {
      spec.quality().ifPresent(copy::quality);
    }
    if (!lost.equals("format")) {
      spec.format().ifPresent(copy::format);
    }
    if (!lost.equals("compression")) {
      spec.compression().ifPresent(copy::compression);
    }
    if (!lost.equals("background")) {
      spec.background().ifPresent(copy::background);
    }
    if (!lost.equals("model")) {
      spec.model().ifPresent(copy::model);
    }
    if (!lost.equals("sourceImages")) {
      spec.sourceImages().forEach(copy::sourceImage);
      if (!lost.equals("mask")) {
        spec.mask().ifPresent(copy::mask);
      }
    }
    if (!lost.equals("previews")) {
      copy.previews(spec.previews());
    }
    if (!lost.equals("providerOptions")) {
      spec.providerOptions().forEach(copy::providerOption);
    }
    return copy.build();
  }
}
