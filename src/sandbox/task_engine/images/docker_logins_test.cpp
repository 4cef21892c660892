/// The file of Docker's logins, as users have it.
#include "sandbox/task_engine/images/docker_logins.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

using testing::HasSubstr;

class DockerLogins : public testing::Test {
 protected:
  std::string written(const std::string& text) const {
    const std::string path = folder_.file("config.json");
    std::ofstream{path} << text;
    return path;
  }
  std::string login(const std::string& path) const {
    const auto found = docker_login(path, "ghcr.io");
    if (found.has_error()) return "!" + found.error().message;
    return found->user + ":" + found->password;
  }

  const std::string config_ = R"({"auths": {"ghcr.io": {"auth": ")" + base64_encode("me:secret") + R"("}}})";
  TestFolder folder_;
};

TEST_F(DockerLogins, AreReadAnewEachTime) {
  const std::string path = folder_.file("config.json");
  EXPECT_EQ(login(path), ":");
  EXPECT_EQ(login(written(config_)), "me:secret");
  EXPECT_EQ(login(written("{}")), ":");
}

TEST_F(DockerLogins, TheFileMayBeALink) {
  std::filesystem::create_symlink(written(config_), folder_.file("link"));
  EXPECT_EQ(login(folder_.file("link")), "me:secret");
}

TEST_F(DockerLogins, WithoutAFileThereAreNone) {
  EXPECT_EQ(login(""), ":");
  EXPECT_EQ(login(written("{}") + "/config.json"), ":");
}

TEST_F(DockerLogins, WhatIsNoSuchFileIsSaidWithoutItsContent) {
  EXPECT_THAT(login(folder_.path().string()), HasSubstr("it is no file"));
  EXPECT_THAT(login(written(std::string(1024 * 1024 + 1, ' '))), HasSubstr("it is larger than 1 MiB"));
  EXPECT_EQ(login(written("secret")), "!Docker's configuration is not a JSON object");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
