/// The images of a running sandbox, by its pages: over sockets, as the command asks.
#include "sandbox/task_engine/images/image_pages.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/images/store/test_image_store.h"
#include "sandbox/task_engine/images/test_gateway.h"

namespace eni::sandbox::task_engine {
namespace {

using images::ImageStore;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using world::layers::Tar;

const std::string kLayer = Tar{}.file("bin/sh", "#!").bytes();

/// What `docker save` wrote until Docker 25.
std::string archive(const std::string& tags, const std::string& layer = kLayer) {
  const json::object config{{"os", "linux"},
                            {"architecture", "amd64"},
                            {"rootfs", {{"diff_ids", json::array{oci::Digest::of(kLayer).text()}}}}};
  return Tar{}
      .file("config.json", json::serialize(config))
      .file("layer.tar", layer)
      .file("manifest.json",
            R"([{"Config": "config.json", "RepoTags": [)" + tags + R"(], "Layers": ["layer.tar"]}])")
      .bytes();
}

class ImagePagesTest : public testing::Test {
 protected:
  ImagePagesTest() : pages_{gateway_.env} {
    auto opened = ImageStore::open(gateway_.loop, {gateway_.folder.file("images"), layers()}, unpacker_);
    store_ = *std::move(opened);
    std::filesystem::create_directory(archives());
    serve();
  }

  void serve(std::uint64_t max_archive_bytes = 1 << 20) {
    pages_.serve({*store_, gateway_.loop, {"linux", "amd64"}, archives(), max_archive_bytes});
  }
  std::string layers() const { return gateway_.folder.file("layers"); }
  std::string archives() const { return gateway_.folder.file("archives"); }

  /// "STATUS BODY" in one line.
  std::string ask(const std::string& method, const std::string& target, std::string body = "",
                  net::Headers headers = {}) {
    const net::Response answer = gateway_.send(method, target, std::move(body), std::move(headers));
    const auto document = parse_json(answer.body);
    return std::to_string(answer.status) + " " + (document ? json::serialize(*document) : answer.body);
  }
  std::string load(std::string bytes, const std::string& query = "") {
    return ask("PUT", "/_sandbox/images" + query, std::move(bytes));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const images::StoredImage& image : store_->list()) out.push_back(image.name.text());
    return out;
  }

  TestGateway gateway_{std::span<const Service* const>{}};
  ImagePages pages_;
  images::TestUnpacker unpacker_;
  std::unique_ptr<ImageStore> store_;
};

TEST_F(ImagePagesTest, LoadAnArchiveAndListIt) {
  EXPECT_THAT(load(archive(R"("web:1")")),
              testing::MatchesRegex(R"(200 \{"images":\[\{"name":"docker.io/library/web:1",)"
                                    R"("digest":"sha256:[0-9a-f]+","platform":"linux/amd64"\}\]\})"));
  EXPECT_THAT(ask("GET", "/_sandbox/images"),
              testing::MatchesRegex(
                  R"(200 \{"images":\[\{"name":"docker.io/library/web:1","digest":"sha256:[0-9a-f]+",)"
                  R"("platform":"linux/amd64","origin":"loaded","used":"[^"]+"\}\],"bytes":[1-9][0-9]*\})"));
  EXPECT_TRUE(std::filesystem::is_empty(archives()));
}

TEST_F(ImagePagesTest, TheQueryNamesTheImage) {
  EXPECT_THAT(load(archive(""), "?name=web%3A2"), HasSubstr("docker.io/library/web:2"));
  EXPECT_THAT(load(archive(""), "?name=Web"), HasSubstr("400 {\"error\":\"'Web' is not an image's name"));
  EXPECT_THAT(load(archive(""), "?name=web%40" + oci::Digest::of("").text()),
              HasSubstr("an archive is not loaded under a digest"));
  EXPECT_THAT(load(archive("")), HasSubstr("400 {\"error\":\"an image in it has no name: give it one\""));
  EXPECT_THAT(names(), ElementsAre("docker.io/library/web:2"));
}

TEST_F(ImagePagesTest, WhatIsNoArchiveIsRefusedAndLeavesNothing) {
  EXPECT_THAT(load(std::string(2000, 'x')),
              HasSubstr("400 {\"error\":\"it is no tar archive: a header is broken at byte 0\""));
  EXPECT_THAT(load(""), HasSubstr("400 {\"error\":\"it is no tar archive: it has no files\""));
  EXPECT_THAT(load(archive(R"("web:1")", Tar{}.file("other", "").bytes())), testing::StartsWith("400 "));
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(store_->bytes(), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(archives()));
}

TEST_F(ImagePagesTest, AnArchiveHasABound) {
  serve(1000);
  EXPECT_EQ(load(std::string(1001, '\0')), R"(413 {"error":"the archive has more than 1000 bytes"})");
}

TEST_F(ImagePagesTest, RemovedImagesFreeTheirRoom) {
  load(archive(R"("web:1", "web:2")"));
  EXPECT_EQ(ask("DELETE", "/_sandbox/images?name=web:1"),
            R"(200 {"removed":"docker.io/library/web:1","freedBytes":0})");
  EXPECT_THAT(
      ask("DELETE", "/_sandbox/images?name=web:2"),
      testing::MatchesRegex(R"(200 \{"removed":"docker.io/library/web:2","freedBytes":[1-9][0-9]*\})"));
  EXPECT_THAT(ask("DELETE", "/_sandbox/images?name=web:2"),
              HasSubstr("404 {\"error\":\"there is no image docker.io/library/web:2\""));
  EXPECT_THAT(ask("DELETE", "/_sandbox/images"), HasSubstr("400 {\"error\":\"which image is not said\""));
  EXPECT_EQ(store_->bytes(), 0U);
}

TEST_F(ImagePagesTest, PruningTakesWhatNobodyKeeps) {
  load(archive(R"("web:1")"));
  EXPECT_EQ(ask("POST", "/_sandbox/images/prune"), R"(200 {"freedBytes":0})");
  store_->remove(*oci::Reference::parse("web:1"));
  EXPECT_THAT(ask("POST", "/_sandbox/images/prune"),
              testing::MatchesRegex(R"(200 \{"freedBytes":[1-9][0-9]*\})"));
}

TEST_F(ImagePagesTest, WithoutContainersThereAreNoImages) {
  pages_.withdraw();
  const std::string refusal = R"(409 {"error":"this sandbox runs no containers, so it has no images",)"
                              R"("hint":"start it with: eni-trunking sandbox --run auto"})";
  EXPECT_EQ(load(archive(R"("web:1")")), refusal);
  EXPECT_EQ(ask("GET", "/_sandbox/images"), refusal);
  EXPECT_EQ(ask("DELETE", "/_sandbox/images?name=web:1"), refusal);
  EXPECT_EQ(ask("POST", "/_sandbox/images/prune"), refusal);
}

TEST_F(ImagePagesTest, OtherPathsAreNoPages) {
  EXPECT_THAT(ask("GET", "/_sandbox/images/web"), HasSubstr("404 "));
  EXPECT_THAT(ask("PUT", "/_sandbox/imagesque", "x"), HasSubstr("404 "));
}

TEST_F(ImagePagesTest, OtherSitesPagesAreKeptAway) {
  const net::Headers from_elsewhere{{"Origin", "http://elsewhere.example"}};
  EXPECT_THAT(ask("PUT", "/_sandbox/images", archive(R"("web:1")"), from_elsewhere), HasSubstr("403 "));
  EXPECT_THAT(ask("DELETE", "/_sandbox/images?name=web:1", "", from_elsewhere), HasSubstr("403 "));
  EXPECT_THAT(ask("GET", "/_sandbox/images", "", {{"Host", "rebound.example"}}), HasSubstr("403 "));
  EXPECT_THAT(names(), IsEmpty());
}

}  // namespace
}  // namespace eni::sandbox::task_engine
