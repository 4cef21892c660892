/// The registry and ECR's API over it, in virtual time: what conformance tests cannot wait for, and each answer's form.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "base/text.h"
#include "oci/manifest.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/ecr/service.h"

namespace eni::sandbox::ecr_service {
namespace {

namespace fs = std::filesystem;

const Service* const kServices[] = {&kService};

class Registry : public testing::Test {
 protected:
  Registry() {
    api("CreateRepository", {{"repositoryName", "web"}});
    login_ = password();
  }

  json::object api(std::string_view operation, const json::object& params, int status = 200) {
    const net::Response response = sandbox_.json11(kService, operation, params);
    EXPECT_EQ(response.status, status) << response.body;
    return parse_json(response.body)->get_object();
  }

  std::string password() {
    const json::object reply = api("GetAuthorizationToken", {});
    return text_at(array_at(reply, "authorizationData")[0], "authorizationToken");
  }

  net::Response send(std::string method, std::string target, std::string body = "",
                     net::Headers headers = {}) {
    net::Request request{std::move(method), std::move(target), std::move(headers), std::move(body)};
    if (!request.headers.contains("Host")) request.headers.add("Host", "127.0.0.1:4566");
    if (!request.headers.contains("Authorization")) request.headers.add("Authorization", "Basic " + login_);
    const auto answer = sandbox_.begin(std::move(request));
    if (!answer->response) throw std::logic_error("no answer");
    return *answer->response;
  }

  std::string error_of(const net::Response& response) {
    const auto body = parse_json(response.body);
    return std::to_string(response.status) + " " +
           (body ? text_at(array_at(*body, "errors").at(0), "code") : "");
  }

  std::string begin_upload() {
    return std::string(send("POST", "/v2/web/blobs/uploads/").headers.text("Location"));
  }

  std::string push_layer(const std::string& bytes) {
    const std::string digest = oci::Digest::of(bytes).text();
    const auto response = send("PUT", begin_upload() + "?digest=" + digest, bytes);
    EXPECT_EQ(response.status, 201) << response.body;
    return digest;
  }

  /// With what its content is.
  std::string push_image(const std::string& tag, const std::string& content) {
    const std::string manifest = manifest_of(content);
    const auto response =
        send("PUT", "/v2/web/manifests/" + tag, manifest, {{"Content-Type", std::string(oci::kOciManifest)}});
    EXPECT_EQ(response.status, 201) << response.body;
    return std::string(response.headers.text("Docker-Content-Digest"));
  }

  std::string manifest_of(const std::string& content) {
    const auto descriptor = [this](std::string_view type, const std::string& bytes) {
      return json::object{{"mediaType", type}, {"digest", push_layer(bytes)}, {"size", bytes.size()}};
    };
    json::array layers;
    layers.push_back(descriptor(oci::kDockerLayer, content));
    return json::serialize(json::object{{"schemaVersion", 2},
                                        {"config", descriptor(oci::kOciConfig, "config of " + content)},
                                        {"layers", std::move(layers)}});
  }

  std::size_t files() const {
    std::error_code none;
    std::size_t count = 0;
    for (fs::directory_iterator at{folder_.file("state.db.layers/sha256"), none}, end; at != end; ++at)
      ++count;
    return count;
  }

  TestFolder folder_;
  TestSandbox sandbox_{kServices, folder_.file("state.db")};
  std::string login_;
};

TEST_F(Registry, WithoutALoginItSaysHowToLogIn) {
  const auto response = send("GET", "/v2/", "", {{"Authorization", "none"}});
  EXPECT_EQ(error_of(response), "401 UNAUTHORIZED");
  EXPECT_EQ(
      response.headers.text("WWW-Authenticate"),
      "Basic realm=\"https://000000000000.dkr.ecr.us-east-1.amazonaws.com/\",service=\"ecr.amazonaws.com\"");
  EXPECT_EQ(error_of(send("GET", "/v2/", "", {{"Authorization", "Basic " + base64_encode("AWS:wrong")}})),
            "401 UNAUTHORIZED");
  EXPECT_EQ(error_of(send("GET", "/v2/", "", {{"Authorization", "Basic " + base64_encode("me:" + login_)}})),
            "401 UNAUTHORIZED");
  EXPECT_EQ(error_of(send("POST", "/v2/web/blobs/uploads/?digest=" + oci::Digest::of("a").text(), "a",
                          {{"Authorization", "none"}})),
            "401 UNAUTHORIZED");
  EXPECT_EQ(send("GET", "/v2/").status, 200);
}

TEST_F(Registry, ALoginEndsAfterTwelveHours) {
  sandbox_.scheduler.advance(std::chrono::hours{12} + std::chrono::seconds{1});
  const auto response = send("GET", "/v2/");
  EXPECT_EQ(error_of(response), "403 DENIED");
  EXPECT_NE(response.body.find("Your authorization token has expired."), std::string::npos);
}

TEST_F(Registry, TheHostNamesTheRegistry) {
  const auto host = [](std::string name) { return net::Headers{{"Host", name}}; };
  push_image("1", "layer");
  EXPECT_EQ(send("HEAD", "/v2/web/manifests/1", "", host("000000000000.dkr.ecr.eu-central-1.localhost:4566"))
                .status,
            200);
  EXPECT_EQ(
      error_of(send("GET", "/v2/web/manifests/1", "", host("000000000000.dkr.ecr.us-east-1.amazonaws.com"))),
      "404 NAME_UNKNOWN");
  EXPECT_EQ(error_of(send("GET", "/v2/web/manifests/1", "",
                          host("111111111111.dkr.ecr.eu-central-1.amazonaws.com"))),
            "403 DENIED");
  EXPECT_EQ(send("GET", "/v2/", "", host("rebound.example")).status, 403);
}

TEST_F(Registry, AnUploadGoesOnWhereItIs) {
  const std::string location = begin_upload();
  EXPECT_EQ(send("PATCH", location, "abc", {{"Content-Range", "0-2"}}).headers.text("Range"), "0-2");
  const auto wrong = send("PATCH", location, "abc", {{"Content-Range", "2-4"}});
  EXPECT_EQ(error_of(wrong), "416 BLOB_UPLOAD_INVALID");
  EXPECT_EQ(wrong.headers.text("Range"), "0-2");
  const auto state = send("GET", location);
  EXPECT_EQ(state.status, 204);
  EXPECT_EQ(state.headers.text("Range"), "0-2");
  const std::string digest = oci::Digest::of("abcdef").text();
  EXPECT_EQ(send("PUT", location + "?digest=" + digest, "def", {{"Content-Range", "bytes 3-5/6"}}).status,
            201);
  EXPECT_EQ(send("GET", "/v2/web/blobs/" + digest).body, "abcdef");
  EXPECT_EQ(error_of(send("GET", location)), "404 BLOB_UPLOAD_UNKNOWN");
}

TEST_F(Registry, AnotherDigestOrNoneMakesNoLayer) {
  const std::string other = oci::Digest::of("other").text();
  std::string location = begin_upload();
  EXPECT_EQ(error_of(send("PUT", location + "?digest=" + other, "bytes")), "400 DIGEST_INVALID");
  EXPECT_EQ(error_of(send("GET", location)), "404 BLOB_UPLOAD_UNKNOWN");
  EXPECT_EQ(error_of(send("PUT", begin_upload(), "bytes")), "400 DIGEST_INVALID");
  EXPECT_EQ(error_of(send("PUT", begin_upload() + "?digest=" + other)), "400 BLOB_UPLOAD_INVALID");
  EXPECT_EQ(error_of(send("PATCH", "/v2/web/blobs/uploads/none", "bytes")), "404 BLOB_UPLOAD_UNKNOWN");
  EXPECT_EQ(error_of(send("POST", "/v2/none/blobs/uploads/?digest=" + other, "other")), "404 NAME_UNKNOWN");
  EXPECT_EQ(send("HEAD", "/v2/web/blobs/" + other).status, 404);
  EXPECT_EQ(files(), 0U);
  location = begin_upload();
  EXPECT_EQ(send("DELETE", location).status, 204);
  EXPECT_EQ(error_of(send("DELETE", location)), "404 BLOB_UPLOAD_UNKNOWN");
}

TEST_F(Registry, PartsOfALayerCanBeHad) {
  const std::string digest = push_layer("0123456789");
  const auto part = send("GET", "/v2/web/blobs/" + digest, "", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "234");
  EXPECT_EQ(part.headers.text("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(send("GET", "/v2/web/blobs/" + digest, "", {{"Range", "bytes=10-"}}).status, 416);
}

TEST_F(Registry, WhatNoImageHasGoesAfterAnHourAndWhatOneHasStays) {
  push_layer("of nobody");
  push_image("1", "of an image");
  EXPECT_EQ(files(), 3U);
  sandbox_.scheduler.advance(std::chrono::minutes{30});
  EXPECT_EQ(files(), 3U);
  sandbox_.scheduler.advance(std::chrono::minutes{31});
  EXPECT_EQ(files(), 2U);
  EXPECT_EQ(send("DELETE", "/v2/web/manifests/1").status, 202);
  sandbox_.scheduler.advance(std::chrono::hours{2});
  EXPECT_EQ(files(), 0U);
}

TEST_F(Registry, ALayerOfTwoRepositoriesStaysWithTheSecond) {
  api("CreateRepository", {{"repositoryName", "other"}});
  const std::string digest = push_layer("shared");
  const std::string of_other = "/v2/other/blobs/uploads/?mount=" + digest + "&from=web";
  EXPECT_EQ(send("POST", of_other).status, 202);  // AWS mounts only where the account wants it.
  api("PutAccountSetting", {{"name", "BLOB_MOUNTING"}, {"value", "ENABLED"}});
  const auto mounted = send("POST", of_other);
  EXPECT_EQ(mounted.status, 201);
  EXPECT_EQ(mounted.headers.text("Location"), "/v2/other/blobs/" + digest);
  EXPECT_EQ(
      send("POST", "/v2/other/blobs/uploads/?mount=" + oci::Digest::of("x").text() + "&from=web").status,
      202);
  api("DeleteRepository", {{"repositoryName", "web"}, {"force", true}});
  EXPECT_EQ(send("GET", "/v2/other/blobs/" + digest).body, "shared");
  api("DeleteRepository", {{"repositoryName", "other"}});
  EXPECT_EQ(files(), 0U);
}

TEST_F(Registry, ALayerThatWasCutIsPushedAgain) {
  const std::string digest = push_layer("whole");
  std::ofstream{folder_.file("state.db.layers/sha256/" + digest.substr(7)), std::ios::trunc} << "wh";
  EXPECT_EQ(send("HEAD", "/v2/web/blobs/" + digest).status, 404);
  EXPECT_EQ(push_layer("whole"), digest);
  EXPECT_EQ(send("GET", "/v2/web/blobs/" + digest).body, "whole");
}

TEST_F(Registry, AManifestComesBackByteForByte) {
  const std::string manifest = " " + manifest_of("layer") + "\n";
  const std::string type{oci::kOciManifest};
  const auto pushed = send("PUT", "/v2/web/manifests/1", manifest, {{"Content-Type", type}});
  const std::string digest = oci::Digest::of(manifest).text();
  EXPECT_EQ(pushed.status, 201);
  EXPECT_EQ(pushed.headers.text("Location"), "/v2/web/manifests/" + digest);
  for (const std::string& reference : {std::string("1"), digest}) {
    const auto got = send("GET", "/v2/web/manifests/" + reference);
    EXPECT_EQ(got.body, manifest);
    EXPECT_EQ(got.headers.text("Content-Type"), type);
    EXPECT_EQ(got.headers.text("Docker-Content-Digest"), digest);
  }
  EXPECT_EQ(send("PUT", "/v2/web/manifests/1", manifest, {{"Content-Type", type}}).status, 201);
}

TEST_F(Registry, AManifestIsRefusedWithARegistrysCode) {
  const std::string type{oci::kOciManifest};
  const auto put = [&](const std::string& reference, const std::string& body) {
    return error_of(send("PUT", "/v2/web/manifests/" + reference, body, {{"Content-Type", type}}));
  };
  const std::string missing = R"({"schemaVersion":2,"config":{"mediaType":"a","size":1,"digest":")" +
                              oci::Digest::of("missing").text() + R"("},"layers":[]})";
  EXPECT_EQ(put("1", "no JSON"), "400 MANIFEST_INVALID");
  EXPECT_EQ(put("1", "\xff"), "400 MANIFEST_INVALID");
  EXPECT_EQ(put("1", missing), "404 MANIFEST_BLOB_UNKNOWN");
  EXPECT_EQ(put("-1", missing), "400 TAG_INVALID");
  EXPECT_EQ(put(oci::Digest::of("other").text(), manifest_of("a")), "400 DIGEST_INVALID");
  EXPECT_EQ(put("sha512:00", missing), "400 DIGEST_INVALID");
  EXPECT_EQ(put("1", std::string(oci::kMaxManifestBytes + 1, ' ')), "413 MANIFEST_INVALID");
  EXPECT_EQ(error_of(send("GET", "/v2/web/manifests/none")), "404 MANIFEST_UNKNOWN");
  EXPECT_EQ(error_of(send("GET", "/v2/web/blobs/" + oci::Digest::of("none").text())), "404 BLOB_UNKNOWN");
  EXPECT_EQ(error_of(send("GET", "/v2/Web/tags/list")), "400 NAME_INVALID");
  EXPECT_EQ(error_of(send("GET", "/v2/none/tags/list")), "404 NAME_UNKNOWN");
  EXPECT_EQ(error_of(send("POST", "/v2/web/tags/list")), "405 UNSUPPORTED");
  EXPECT_EQ(error_of(send("GET", "/v2/web")), "404 UNSUPPORTED");
  EXPECT_EQ(error_of(send("DELETE", "/v2/web/blobs/" + oci::Digest::of("none").text())), "405 UNSUPPORTED");
}

TEST_F(Registry, AnImmutableTagStays) {
  api("PutImageTagMutability", {{"repositoryName", "web"}, {"imageTagMutability", "IMMUTABLE"}});
  push_image("1", "first");
  push_image("1", "first");  // The same image is no change.
  const auto refused = send("PUT", "/v2/web/manifests/1", manifest_of("second"));
  EXPECT_EQ(error_of(refused), "400 TAG_INVALID");
  EXPECT_NE(refused.body.find(
                "The image tag '1' already exists in the 'web' repository and cannot be overwritten because "
                "the repository is immutable."),
            std::string::npos);
}

TEST_F(Registry, TagsComeInPages) {
  for (const char* tag : {"c", "a", "b"}) push_image(tag, "same");
  push_image("sha", "other");
  const auto first = send("GET", "/v2/web/tags/list?n=3");
  EXPECT_EQ(first.body, R"({"name":"web","tags":["a","b","c"]})");
  EXPECT_EQ(first.headers.text("Link"), "</v2/web/tags/list?last=c&n=3>; rel=\"next\"");
  const auto last = send("GET", "/v2/web/tags/list?last=c&n=3");
  EXPECT_EQ(last.body, R"({"name":"web","tags":["sha"]})");
  EXPECT_FALSE(last.headers.contains("Link"));
  EXPECT_EQ(send("GET", "/v2/web/tags/list?n=0").body, R"({"name":"web","tags":[]})");
  EXPECT_EQ(error_of(send("GET", "/v2/web/tags/list?n=x")), "400 PAGINATION_NUMBER_INVALID");
  api("CreateRepository", {{"repositoryName", "apple"}});
  EXPECT_EQ(send("GET", "/v2/_catalog?n=1").body, R"({"repositories":["apple"]})");
  EXPECT_EQ(send("GET", "/v2/_catalog?last=apple").body, R"({"repositories":["web"]})");
}

TEST_F(Registry, WhatWasAttachedToAnImageIsFound) {
  const std::string image = push_image("1", "layer");
  const std::string signature =
      R"({"schemaVersion":2,"artifactType":"application/signature","config":{"mediaType":")" +
      std::string(oci::kOciEmpty) + R"(","size":2,"digest":")" + push_layer("{}") +
      R"("},"layers":[],"annotations":{"a":"b"},"subject":{"mediaType":")" + std::string(oci::kOciManifest) +
      R"(","size":1,"digest":")" + image + R"("}})";
  const std::string digest = oci::Digest::of(signature).text();
  const auto pushed = send("PUT", "/v2/web/manifests/" + digest, signature,
                           {{"Content-Type", std::string(oci::kOciManifest)}});
  EXPECT_EQ(pushed.headers.text("OCI-Subject"), image);
  const auto all = send("GET", "/v2/web/referrers/" + image);
  EXPECT_EQ(all.headers.text("Content-Type"), oci::kOciIndex);
  const auto index = oci::parse_manifest(all.body, oci::kOciIndex);
  ASSERT_TRUE(index) << index.error();
  ASSERT_EQ(index->manifests.size(), 1U);
  EXPECT_EQ(index->manifests[0].digest.text(), digest);
  EXPECT_EQ(index->manifests[0].artifact_type, "application/signature");
  EXPECT_EQ(text_at(index->manifests[0].annotations, "a"), "b");
  const auto none = send("GET", "/v2/web/referrers/" + image + "?artifactType=other");
  EXPECT_EQ(none.headers.text("OCI-Filters-Applied"), "artifactType");
  EXPECT_TRUE(oci::parse_manifest(none.body, oci::kOciIndex)->manifests.empty());
}

TEST_F(Registry, WhatARunThatEndedLeftBehindGoesAtTheNextStart) {
  const fs::path layers = folder_.file("state.db.layers");
  push_image("1", "kept");
  fs::create_directories(layers / "uploads");
  const fs::path orphan = layers / "sha256" / oci::Digest::of("orphan").hex();
  const fs::path half = layers / "uploads" / "half";
  std::ofstream{orphan} << "orphan";
  std::ofstream{half} << "ha";
  sandbox_.env.components.at(kService.component_type)->start();
  EXPECT_FALSE(fs::exists(orphan));
  EXPECT_FALSE(fs::exists(half));
  EXPECT_EQ(files(), 2U);
}

}  // namespace
}  // namespace eni::sandbox::ecr_service
