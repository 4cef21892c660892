#include "oci/manifest.h"

#include <gtest/gtest.h>

namespace eni::oci {
namespace {

std::string digest_text(char digit) { return "sha256:" + std::string(64, digit); }

std::string descriptor(std::string_view media_type, char digit, int size, const std::string& more = "") {
  return R"({"mediaType":")" + std::string(media_type) + R"(","digest":")" + digest_text(digit) +
         R"(","size":)" + std::to_string(size) + more + "}";
}

std::string image(const std::string& more = "") {
  return R"({"schemaVersion":2,"mediaType":")" + std::string(kOciManifest) + R"(","config":)" +
         descriptor(kOciConfig, '1', 10) + R"(,"layers":[)" + descriptor(kDockerLayer, '2', 100) + "," +
         descriptor(kDockerLayer, '3', 50) + "]" + more + "}";
}

TEST(Manifest, OfAnImage) {
  const auto manifest =
      parse_manifest(image(R"(,"annotations":{"a":"b"},"subject":)" + descriptor(kOciManifest, '4', 7)));
  ASSERT_TRUE(manifest) << manifest.error();
  EXPECT_EQ(manifest->kind, ManifestKind::kImage);
  EXPECT_EQ(manifest->media_type, kOciManifest);
  EXPECT_EQ(manifest->config->digest.text(), digest_text('1'));
  EXPECT_EQ(manifest->layers.size(), 2U);
  EXPECT_EQ(manifest->layer_bytes(), 150U);
  EXPECT_EQ(manifest->subject->digest.text(), digest_text('4'));
  EXPECT_EQ(text_at(manifest->annotations, "a"), "b");
  EXPECT_EQ(manifest->type_of_artifact(), kOciConfig);
}

TEST(Manifest, OfManyPlatforms) {
  const std::string text = R"({"schemaVersion":2,"manifests":[)" +
                           descriptor(kDockerManifest, '1', 5,
                                      R"(,"platform":{"os":"linux","architecture":"arm64","variant":"v8"})") +
                           "]}";
  const auto manifest = parse_manifest(text, std::string(kDockerManifestList) + "; charset=utf-8");
  ASSERT_TRUE(manifest) << manifest.error();
  EXPECT_EQ(manifest->kind, ManifestKind::kIndex);
  EXPECT_EQ(manifest->media_type, kDockerManifestList);
  EXPECT_EQ(manifest->manifests[0].platform->text(), "linux/arm64/v8");
  EXPECT_EQ(parse_manifest(text)->media_type, kOciIndex);  // The member is optional in OCI's.
}

TEST(Manifest, IsRefusedWithAReason) {
  const std::string config = R"("config":)" + descriptor(kOciConfig, '1', 1);
  const struct {
    const char* what;
    std::string text;
    std::string_view media_type;
    std::string error;  ///< after "the manifest is not valid: "
  } rows[] = {
      {"no JSON", "{", kOciManifest, "not valid JSON: incomplete JSON at byte 1"},
      {"a member twice", R"({"schemaVersion":2,"schemaVersion":2})", kOciManifest,
       "not valid JSON: a key stands twice in an object"},
      {"no object", "[]", kOciManifest, "it is not a JSON object"},
      {"schema 1", R"({"schemaVersion":1})", "",
       "schema version 1 is not supported; push it with a client of Docker 1.10 or later"},
      {"schema 1 by its type", "{}", "application/vnd.docker.distribution.manifest.v1+prettyjws",
       "schema version 1 is not supported; push it with a client of Docker 1.10 or later"},
      {"no version", "{}", kOciManifest, "its schemaVersion is not 2"},
      {"unknown type", R"({"schemaVersion":2})", "text/plain", "its media type text/plain is not known"},
      {"two types", image(), kDockerManifest,
       "its mediaType is " + std::string(kOciManifest) + ", it was sent as " + std::string(kDockerManifest)},
      {"no config", R"({"schemaVersion":2,"layers":[]})", kOciManifest, "it has no config"},
      {"no layers", R"({"schemaVersion":2,)" + config + "}", kOciManifest, "layers is not a list"},
      {"both an index and an image", R"({"schemaVersion":2,"manifests":[],)" + config + "}", kOciIndex,
       "an index has no layers and no config"},
      {"both an image and an index", R"({"schemaVersion":2,"manifests":[],"layers":[],)" + config + "}",
       kOciManifest, "an image has no manifests"},
      {"a layer without a size",
       R"({"schemaVersion":2,)" + config + R"(,"layers":[{"mediaType":"a","digest":")" + digest_text('1') +
           R"("}]})",
       kOciManifest, "layers[0] has no size"},
      {"a negative size",
       R"({"schemaVersion":2,)" + config + R"(,"layers":[)" + descriptor("a", '1', -1) + "]}", kOciManifest,
       "layers[0] has no size"},
      {"a layer without a type",
       R"({"schemaVersion":2,)" + config + R"(,"layers":[{"size":1,"digest":")" + digest_text('1') +
           R"("}]})",
       kOciManifest, "layers[0] has no mediaType"},
      {"a layer by a tag",
       R"({"schemaVersion":2,)" + config + R"(,"layers":[{"mediaType":"a","size":1,"digest":"latest"}]})",
       kOciManifest, "layers[0]: latest is not a digest: expected sha256: and 64 digits"},
      {"a layer that is a text", R"({"schemaVersion":2,)" + config + R"(,"layers":["a"]})", kOciManifest,
       "layers[0] is not an object"},
  };
  for (const auto& row : rows) {
    const auto manifest = parse_manifest(row.text, row.media_type);
    ASSERT_TRUE(manifest.has_error()) << row.what;
    EXPECT_EQ(manifest.error().message, "the manifest is not valid: " + row.error) << row.what;
  }
}

TEST(Manifest, IsBoundInSizeAndNumber) {
  EXPECT_EQ(parse_manifest(std::string(kMaxManifestBytes + 1, ' ')).error().message,
            "the manifest is larger than 4194304 bytes");
  std::string layers = descriptor("a", '1', 1);
  for (std::size_t i = 0; i < kMaxDescriptors; ++i) layers += "," + descriptor("a", '1', 1);
  const auto manifest = parse_manifest(
      R"({"schemaVersion":2,"config":)" + descriptor(kOciConfig, '1', 1) + R"(,"layers":[)" + layers + "]}",
      kOciManifest);
  EXPECT_EQ(manifest.error().message, "the manifest is not valid: layers has more than 4200 elements");
}

TEST(MediaType, TellsKindsApart) {
  EXPECT_EQ(manifest_kind("application/vnd.oci.image.index.v1+json ; a=b"), ManifestKind::kIndex);
  EXPECT_EQ(manifest_kind("application/vnd.docker.distribution.manifest.v1+json"), ManifestKind::kSchema1);
  EXPECT_EQ(manifest_kind("application/json"), ManifestKind::kUnknown);
  EXPECT_TRUE(is_kept_elsewhere("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"));
  EXPECT_FALSE(is_kept_elsewhere(kDockerLayer));
}

}  // namespace
}  // namespace eni::oci
