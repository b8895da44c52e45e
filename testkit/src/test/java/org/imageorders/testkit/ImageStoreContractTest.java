package org.imageorders.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imageorders.ByteRange;
import org.imageorders.ImageId;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;
import org.imageorders.store.memory.MemoryImageStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of the image store's contract rejects a store that breaks it. */
class ImageStoreContractTest {

  private static class Forwarding implements ImageStore {
    private final ImageStore store = new MemoryImageStore();

    @Override
    public PendingImage begin(ImageId id) {
      return store.begin(id);
    }

    @Override
    public Optional<StoredImage> stat(ImageId id) {
      return store.stat(id);
    }

    @Override
    public InputStream open(ImageId id, ByteRange range) {
      return store.open(id, range);
    }

    @Override
    public List<ImageId> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public boolean delete(ImageId id) {
      return store.delete(id);
    }
  }

  /** Collects an image, and keeps it by the simple means of {@link #keep}. */
  private abstract static class Writing extends PendingImage {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ImageStore store;
    private final ImageId id;

    Writing(ImageStore store, ImageId id) {
      super(id);
      this.store = store;
      this.id = id;
    }

    void keep() {
      ImageBytes.keep(store, id, written.toByteArray());
    }

    @Override
    protected void append(byte[] source, int offset, int length) {
      written.write(source, offset, length);
    }

    @Override
    protected void publish() {
      keep();
    }

    @Override
    protected void discard() {}
  }

  private interface Writer {
    PendingImage begin(ImageStore store, ImageId id);
  }

  private static ImageStore writing(Writer writer) {
    MemoryImageStore inner = new MemoryImageStore();
    return new Forwarding() {
      @Override
      public PendingImage begin(ImageId id) {
        return writer.begin(inner, id);
      }

      @Override
      public Optional<StoredImage> stat(ImageId id) {
        return inner.stat(id);
      }

      @Override
      public InputStream open(ImageId id, ByteRange range) {
        return inner.open(id, range);
      }

      @Override
      public List<ImageId> list(String prefix) {
        return inner.list(prefix);
      }
    };
  }

  private static ImageStore reading(UnaryOperator<byte[]> change) {
    return new Forwarding() {
      @Override
      public InputStream open(ImageId id, ByteRange range) {
        try (InputStream in = super.open(id, range)) {
          return new ByteArrayInputStream(change.apply(in.readAllBytes()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static byte[] torn(byte[] bytes) {
    byte[] torn = bytes.clone();
    Arrays.fill(torn, torn.length / 2, torn.length, (byte) 0);
    return torn;
  }

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    return new ContractProof<ImageStoreContract, Supplier<ImageStore>>(
            ImageStoreContract.class, MemoryImageStore::new, store -> store::get)
        .rejects(
            "aCommittedImageIsReadAsItWasWritten",
            "loses the second half",
            () -> reading(ImageStoreContractTest::torn))
        .rejects(
            "lengthAndHashOfWhatIsKeptAreTold",
            "tells no hash",
            () ->
                new Forwarding() {
                  @Override
                  public Optional<StoredImage> stat(ImageId id) {
                    return super.stat(id).map(image -> new StoredImage(id, image.bytes(), ""));
                  }
                })
        .rejects(
            "anImageIsNotVisibleBeforeItIsCommitted",
            "writes in place",
            () -> writing(ImageStoreContractTest::inPlace))
        .rejects(
            "anImageThatIsClosedUncommittedLeavesNothing",
            "keeps what it has",
            () -> writing(ImageStoreContractTest::neverDropping))
        .rejects(
            "aDroppedReplacementLeavesTheImageThatWasThere",
            "removes the old one first",
            () ->
                new Forwarding() {
                  @Override
                  public PendingImage begin(ImageId id) {
                    delete(id);
                    return super.begin(id);
                  }
                })
        .rejects(
            "aCommittedImageReplacesTheOneThatWasThere",
            "keeps the first",
            () -> writing(ImageStoreContractTest::keepingTheFirst))
        .rejects(
            "closingACommittedImageKeepsIt",
            "publishes nothing",
            () -> writing(ImageStoreContractTest::neverKeeping))
        .rejects(
            "aRangeIsReadAndNotAByteMore",
            "reads to the end",
            () ->
                new Forwarding() {
                  @Override
                  public InputStream open(ImageId id, ByteRange range) {
                    return super.open(id, ByteRange.from(range.offset()));
                  }
                })
        .rejects(
            "imagesAreListedByPrefixInOrder",
            "finds the text anywhere",
            () ->
                new Forwarding() {
                  @Override
                  public List<ImageId> list(String prefix) {
                    return super.list("").stream()
                        .filter(id -> id.value().contains(prefix))
                        .toList();
                  }
                })
        .rejects(
            "aDeletedImageIsAbsent",
            "only says so",
            () ->
                new Forwarding() {
                  @Override
                  public boolean delete(ImageId id) {
                    return stat(id).isPresent();
                  }
                })
        .rejects(
            "anImageIsKeptByAThreadThatIsToStop",
            "forgets the interrupt",
            () ->
                new Forwarding() {
                  @Override
                  public PendingImage begin(ImageId id) {
                    Thread.interrupted();
                    return super.begin(id);
                  }
                })
        .rejects(
            "writersOfManyImagesDoNotMixThem",
            "keeps one image of a task",
            () ->
                new Forwarding() {
                  @Override
                  public PendingImage begin(ImageId id) {
                    return super.begin(new ImageId(id.value().replaceAll("\\.\\d+$", ".0")));
                  }
                })
        .rejects(
            "whoeverReadsWhileAnImageIsReplacedReadsOneOfTheTwoWhole",
            "lets halves be seen",
            () -> reading(ImageStoreContractTest::torn))
        .tests();
  }

  private static PendingImage inPlace(ImageStore store, ImageId id) {
    return new Writing(store, id) {
      @Override
      protected void append(byte[] source, int offset, int length) {
        super.append(source, offset, length);
        keep();
      }
    };
  }

  private static PendingImage neverDropping(ImageStore store, ImageId id) {
    return new Writing(store, id) {
      @Override
      protected void discard() {
        keep();
      }
    };
  }

  private static PendingImage keepingTheFirst(ImageStore store, ImageId id) {
    return new Writing(store, id) {
      @Override
      protected void publish() {
        if (store.stat(id).isEmpty()) {
          keep();
        }
      }
    };
  }

  private static PendingImage neverKeeping(ImageStore store, ImageId id) {
    return new Writing(store, id) {
      @Override
      protected void publish() {}
    };
  }
}
