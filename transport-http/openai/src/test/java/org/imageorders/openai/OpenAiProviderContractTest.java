package org.imageorders.openai;

import java.util.ArrayList;
import java.util.List;
import org.imageorders.provider.ImageProvider;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.imageorders.testkit.ImageProviderContract;
import org.imageorders.testkit.RemoteProviderContract;
import org.junit.jupiter.api.AfterEach;

class OpenAiProviderContractTest implements ImageProviderContract, RemoteProviderContract {

  private final List<FakeImageApi> started = new ArrayList<>();

  @Override
  public ImageProvider provider() {
    return Providers.of(api());
  }

  @Override
  public ImageProvider providerWhoseRemote(Behaviour behaviour) {
    FakeImageApi api = api();
    api.next(
        switch (behaviour) {
          case ASKS_FOR_A_PAUSE -> Fault.rateLimited(PAUSE);
          case REFUSES_THE_CONTENT -> Fault.moderated("violence");
          case LOSES_THE_CONNECTION -> Fault.resetInBase64();
          case HANGS -> Fault.stall();
        });
    return Providers.of(api);
  }

  @Override
  public int callsReceived() {
    return latest().calls();
  }

  @Override
  public void awaitCall() throws InterruptedException {
    latest().awaitCalls(1);
  }

  private FakeImageApi api() {
    started.add(FakeImageApi.builder().revisedPrompt("a lighthouse, in words of its own").start());
    return latest();
  }

  private FakeImageApi latest() {
    return started.get(started.size() - 1);
  }

  @AfterEach
  void close() {
    started.forEach(FakeImageApi::close);
  }
}
