#pragma once
/// For tests of the store: one in a folder of its own, a registry to pull from, and layers to push there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/images/registry/registry_client.h"
#include "sandbox/images/store/image_store.h"
#include "sandbox/images/store/test_unpacker.h"
#include "sandbox/images/test_registry.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::images {

/// A layer as a registry has it, and its diff id.
struct TestLayer {
  explicit TestLayer(const world::layers::Tar& tar)
      : blob{world::layers::gzip(tar.bytes())}, diff_id{oci::Digest::of(tar.bytes()).text()} {}
  std::string blob;
  std::string diff_id;
};

inline std::string config_of(const std::vector<TestLayer>& layers, const std::string& command = "sh") {
  json::array diff_ids;
  for (const TestLayer& layer : layers) diff_ids.emplace_back(layer.diff_id);
  return json::serialize(json::object{{"os", "linux"},
                                      {"architecture", "amd64"},
                                      {"config", {{"Cmd", json::array{command}}}},
                                      {"rootfs", {{"type", "layers"}, {"diff_ids", std::move(diff_ids)}}}});
}

class ImageStoreTest : public testing::Test {
 protected:
  ImageStoreTest() { reopen(); }

  std::string directory() const { return folder_.file("images"); }
  std::string layers() const { return folder_.file("layers"); }

  /// As the next process does.
  void reopen() {
    store_.reset();
    auto opened = ImageStore::open(loop_, {directory(), layers(), max_bytes_}, unpacker_);
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store_ = *std::move(opened);
    run_on(loop_, store_->sweep());
  }
  void collect() { run_on(loop_, store_->collect()); }

  void push(const std::string& tag, const std::vector<TestLayer>& layers, const std::string& command = "sh") {
    std::vector<std::string> blobs;
    for (const TestLayer& layer : layers) blobs.push_back(layer.blob);
    registry_.add_image(tag, config_of(layers, command), blobs);
  }
  oci::Reference name(const std::string& tag) const {
    return *oci::Reference::parse(registry_.host() + "/web:" + tag);
  }
  std::unique_ptr<RegistryClient> source(const std::string& tag) {
    RegistryOptions options;
    options.first_delay = Duration{};
    options.max_attempts = 1;
    return std::make_unique<RegistryClient>(loop_, random_, *http_, options, name(tag), Credentials{});
  }
  PullResult<Image> pull(const std::string& tag) {
    const auto from = source(tag);
    return run_on(loop_, store_->add(*from, name(tag), {"linux", "amd64"}, ImageStore::Origin::kPulled));
  }
  std::optional<Image> find(const std::string& tag) { return store_->find(name(tag), {"linux", "amd64"}); }
  std::string reason(const PullResult<Image>& result) const {
    return result ? "it was pulled"
                  : replace_all(ecs_reason(result.error(), name("1")), registry_.host(), "HOST");
  }
  std::size_t blob_requests() const {
    return static_cast<std::size_t>(
        std::count_if(registry_.requests.begin(), registry_.requests.end(),
                      [](const std::string& line) { return line.find("/blobs/") != std::string::npos; }));
  }
  std::vector<std::string> layer_folders() const {
    auto names = names_in(layers() + "/users-test");
    std::sort(names.begin(), names.end());
    return names;
  }

  TestFolder folder_;
  net::EventLoop loop_;
  TestRegistry registry_{loop_};
  SeededRandom random_;
  TestUnpacker unpacker_;
  std::unique_ptr<net::StreamingClient> http_ = net::StreamingClient::make(loop_, {});
  std::uint64_t max_bytes_ = 1 << 30;
  std::unique_ptr<ImageStore> store_;
};

inline const TestLayer kBase{world::layers::Tar{}.file("bin/sh", "#!").file("etc/os", "base")};
inline const TestLayer kAbove{world::layers::Tar{}.file("etc/os", "above")};
/// Of 100 000 bytes, much less as it is pulled.
inline TestLayer large_layer(char c) {
  return TestLayer{world::layers::Tar{}.file("f", std::string(100'000, c))};
}

}  // namespace eni::sandbox::images
