package org.imageorders.testkit;

import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;

class OfflineProviderContractTest implements ImageProviderContract {

  @Override
  public ImageProvider provider() {
    return OfflineProvider.builder().mostImages(4).build();
  }

  @Override
  public ImageSpec.Builder spec() {
    return ImageSpec.builder("a lighthouse at dusk").size(200, 120);
  }
}
