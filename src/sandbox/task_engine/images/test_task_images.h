#pragma once
/// For tests: images of a task on a host, with a store, and a gateway that may have services.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/images/store/test_image_store.h"
#include "sandbox/task_engine/images/task_images.h"
#include "sandbox/task_engine/images/test_gateway.h"

namespace eni::sandbox::task_engine {

inline const images::TestLayer kTestLayer{world::layers::Tar{}.file("bin/sh", "#!")};

struct FakeAgents final : HostAgents {
  Task<Result<Principal>> credentials(std::string instance_id) override {
    asked.push_back(instance_id);
    if (!principal) co_return Error{"no EC2 IMDS role found", ""};
    co_return *principal;
  }
  std::string setting(const std::string&, std::string_view name) const override {
    return name == "ECS_IMAGE_PULL_BEHAVIOR" ? behavior : "";
  }
  Task<net::Response> answer_metadata(std::string, net::Request) override { co_return net::Response{}; }
  std::optional<Principal> principal;
  std::string behavior;
  std::vector<std::string> asked;
};

class TaskImagesTest : public testing::Test {
 protected:
  explicit TaskImagesTest(std::span<const Service* const> services = {}) : gateway_{services} {
    auto opened = images::ImageStore::open(
        gateway_.loop, {gateway_.folder.file("images"), gateway_.folder.file("layers")}, unpacker_);
    store_ = *std::move(opened);
    options_.platform = {"linux", "amd64"};
    options_.docker_config = gateway_.folder.file("config.json");
    task_.id = std::string(32, 'a');
    task_.account = gateway_.account;
    task_.region = gateway_.region;
    task_.instance_id = "i-1";
  }

  images::PullResult<images::Image> pull(const json::object& container) {
    TaskImages task_images{gateway_.env, gateway_.loop, *gateway_.http, *store_, agents_, options_};
    return images::run_on(gateway_.loop, task_images.image_of(task_, container, login_));
  }
  /// The image's files, or the container's reason.
  std::string got(const json::object& container) {
    const auto image = pull(container);
    if (image.has_error()) return pull_reason(image.error(), container);
    return testing::PrintToString(world::layers::Listing::of(image->layers.at(0)));
  }
  std::string got(const std::string& image) { return got(json::object{{"image", image}}); }

  static std::string files() {
    return testing::PrintToString(std::vector<std::string>{"bin/ 755", "bin/sh 644 #!"});
  }

  TestGateway gateway_;
  images::TestUnpacker unpacker_;
  std::unique_ptr<images::ImageStore> store_;
  FakeAgents agents_;
  TaskImagesOptions options_;
  TaskToRun task_;
  images::Credentials login_;  ///< of repositoryCredentials
};

}  // namespace eni::sandbox::task_engine
