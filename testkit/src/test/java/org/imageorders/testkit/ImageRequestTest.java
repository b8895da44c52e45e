package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fake API refuses. */
class ImageRequestTest {

  private final FakeImageApi api =
      FakeImageApi.builder().apiKey(ApiClient.KEY).alsoAccept("style").start();
  private final ApiClient client = new ApiClient(api);

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "'n':0, n, integer_below_min_value",
        "'n':11, n, integer_above_max_value",
        "'n':'2', n, invalid_type",
        "'n':1.5, n, invalid_type",
        "'size':'1000x1000', size, invalid_value",
        "'size':'1600x512', size, invalid_value",
        "'size':'3840x3840', size, invalid_value",
        "'size':'large', size, invalid_value",
        "'quality':'best', quality, invalid_value",
        "'quality':'max', quality, invalid_value",
        "'output_format':'bmp', output_format, invalid_value",
        "'output_compression':50, output_compression, invalid_png_output_compression",
        "'output_compression':101, output_compression, integer_above_max_value",
        "'partial_images':2, partial_images, invalid_value",
        "'stream':'yes', stream, invalid_type",
        "'background':'transparent';'output_format':'jpeg', background, invalid_value",
        "'response_format':'b64_json', response_format, unknown_parameter",
        "'mask':'x', mask, unknown_parameter",
        "'prompt':'', prompt, empty_string",
        "'prompt':null, prompt, missing_required_parameter",
        "'prompt':7, prompt, invalid_type",
        "'model':'dall-e-3', , model_not_found",
      })
  void aParameterThatIsWrongIsRefusedByItsName(String field, String param, String code)
      throws Exception {
    String json =
        "{\"prompt\":\"a lighthouse\"," + field.replace('\'', '"').replace(';', ',') + "}";

    HttpResponse<String> response = client.generate(json);

    assertThat(response.statusCode()).isEqualTo(code.equals("model_not_found") ? 404 : 400);
    assertThat(ApiClient.json(response).at("/error/param").textValue()).isEqualTo(param);
    assertThat(ApiClient.json(response).at("/error/code").textValue()).isEqualTo(code);
    assertThat(api.imagesDrawn()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "'size':'3840x2160'",
        "'size':'auto'",
        "'quality':'max';'model':'gpt-image-2.5-flare'",
        "'output_compression':50;'output_format':'webp'",
        "'background':null",
        "'style':'vivid'",
        "'user':'u';'moderation':'low';'safety_identifier':'s'",
      })
  void aParameterThatIsRightIsTaken(String field) throws Exception {
    String json =
        "{\"prompt\":\"a lighthouse\"," + field.replace('\'', '"').replace(';', ',') + "}";

    assertThat(client.generate(json).statusCode()).isEqualTo(200);
  }

  @Test
  void aPromptThatIsTooLongIsRefused() throws Exception {
    assertThat(client.generate("{\"prompt\":\"" + "a".repeat(32_000) + "\"}").statusCode())
        .isEqualTo(200);
    assertThat(client.generate("{\"prompt\":\"" + "a".repeat(32_001) + "\"}").body())
        .contains("string_above_max_length");
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    HttpResponse<String> response =
        new ApiClient(api, "sk-another").generate("{\"prompt\":\"a lighthouse\"}");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("invalid_api_key").doesNotContain("sk-another");
  }

  @Test
  void whatIsNotJsonIsRefused() throws Exception {
    assertThat(client.generate("{\"prompt\"").statusCode()).isEqualTo(400);
    assertThat(client.generate("[]").statusCode()).isEqualTo(400);
    assertThat(client.generate("").statusCode()).isEqualTo(400);
  }

  @Test
  void aPathThatDoesNotExistIsRefused() throws Exception {
    assertThat(post("/v1/images/variations")).isEqualTo(404);
    assertThat(post("/openai/deployments/painter/images/generations")).isEqualTo(404);
  }

  private int post(String path) throws Exception {
    byte[] json = "{\"prompt\":\"a lighthouse\"}".getBytes(StandardCharsets.UTF_8);
    return client.post(path, "application/json", json).statusCode();
  }

  @ParameterizedTest
  @CsvSource({
    "image, a.png, application/octet-stream, unsupported_file_mimetype",
    "image, a.gif, image/gif, unsupported_file_mimetype",
    "image, '', image/png, unsupported_file_mimetype",
    "picture, a.png, image/png, unknown_parameter",
    "mask, a.png, image/png, missing_required_parameter"
  })
  void aFileThatIsWrongIsRefused(String field, String fileName, String type, String code)
      throws Exception {
    HttpResponse<String> response =
        client.edit(
            new ApiClient.Form()
                .field("prompt", "a lighthouse")
                .file(field, fileName, type, new byte[100]));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ApiClient.json(response).at("/error/code").textValue()).isEqualTo(code);
  }

  @Test
  void moreThanSixteenSourcesAreRefused() throws Exception {
    ApiClient.Form form = new ApiClient.Form().field("prompt", "a lighthouse");
    for (int i = 0; i < 17; i++) {
      form.file("image[]", i + ".png", "image/png", new byte[10]);
    }

    assertThat(client.edit(form).body()).contains("array_above_max_length");
  }

  @Test
  void aFormThatEndsEarlyIsRefused() throws Exception {
    HttpResponse<String> response =
        client.post(
            "/v1/images/edits",
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na light"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("ends early");
  }
}
