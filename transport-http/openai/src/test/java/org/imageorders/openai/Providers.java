package org.imageorders.openai;

import org.imageorders.testkit.FakeImageApi;

/** Providers of a fake API. */
final class Providers {

  static final String KEY = "sk-test-0123456789abcdef";

  private Providers() {}

  static OpenAiImageProvider.Builder builder(FakeImageApi api) {
    return OpenAiImageProvider.builder().apiKey(KEY).baseUrl(api.baseUrl());
  }

  static OpenAiImageProvider of(FakeImageApi api) {
    return builder(api).build();
  }
}
