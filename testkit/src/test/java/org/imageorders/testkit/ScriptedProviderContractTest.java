package org.imageorders.testkit;

import org.imageorders.ErrorCode;
import org.imageorders.Money;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.Submission;

class ScriptedProviderContractTest implements ImageProviderContract, RemoteProviderContract {

  private ScriptedProvider remote = ScriptedProvider.answering();

  @Override
  public ImageProvider provider() {
    return ScriptedProvider.script()
        .pricePerImage(Money.usd("0.04"))
        .then(Answer.images().revisedPrompt("a taller lighthouse"));
  }

  @Override
  public ImageProvider providerWhoseRemote(Behaviour behaviour) {
    remote =
        switch (behaviour) {
          case ASKS_FOR_A_PAUSE ->
              ScriptedProvider.script()
                  .then(Answer.fail(Submission.REJECTED, ErrorCode.RATE_LIMITED).retryAfter(PAUSE));
          case REFUSES_THE_CONTENT ->
              ScriptedProvider.script()
                  .then(Answer.fail(Submission.REJECTED, ErrorCode.CONTENT_REFUSED));
          case LOSES_THE_CONNECTION -> ScriptedProvider.script().then(Answer.vanish());
          case HANGS -> ScriptedProvider.script().thenHang();
        };
    return remote;
  }

  @Override
  public int callsReceived() {
    return remote.calls();
  }

  @Override
  public void awaitCall() throws InterruptedException {
    remote.awaitCalls(1);
  }
}
