#include "sandbox/images/registry/docker_config.h"

#include <gtest/gtest.h>

namespace eni::sandbox::images {
namespace {

/// "USER:PASSWORD", or "!MESSAGE".
std::string login(std::string_view config, std::string_view registry) {
  const auto found = credentials_of_docker_config(config, registry);
  if (found.has_error()) return "!" + found.error().message;
  return found->empty() ? "" : found->user + ":" + found->password;
}

TEST(DockerConfig, HasLoginsUnderTheNamesOfTheirRegistries) {
  const std::string_view config = R"({"auths": {
    "ghcr.io": {"auth": "bWU6c2VjOnJldA=="},
    "https://index.docker.io/v1/": {"auth": "aHViOnB3"},
    "https://other.example/v2/": {"username": "a", "password": "b"},
    "127.0.0.1:4566": {"auth": "QVdTOnRva2Vu"}}})";
  EXPECT_EQ(login(config, "ghcr.io"), "me:sec:ret");
  EXPECT_EQ(login(config, "docker.io"), "hub:pw");
  EXPECT_EQ(login(config, "other.example"), "a:b");
  EXPECT_EQ(login(config, "127.0.0.1:4566"), "AWS:token");
  EXPECT_EQ(login(config, "127.0.0.1:4567"), "");
  EXPECT_EQ(login("{}", "ghcr.io"), "");
}

TEST(DockerConfig, StoresAndHelpersAreRefusedByName) {
  EXPECT_EQ(login(R"({"auths": {"ghcr.io": {}}, "credsStore": "desktop"})", "ghcr.io"),
            "!the login for ghcr.io is in the credential store 'desktop', which is not read here");
  EXPECT_EQ(login(R"({"credHelpers": {"ghcr.io": "gcloud"}})", "ghcr.io"),
            "!the login for ghcr.io comes from the credential helper 'gcloud', which is not run here");
  EXPECT_EQ(login(R"({"auths": {"ghcr.io": {"identitytoken": "x", "auth": "YTo="}}})", "ghcr.io"),
            "!the login for ghcr.io in Docker's configuration is a token of Docker's own");
  // Without a login there is nothing in a store.
  EXPECT_EQ(login(R"({"credsStore": "desktop"})", "ghcr.io"), "");
}

TEST(DockerConfig, WhatIsNoneIsSaid) {
  EXPECT_EQ(login("[]", "ghcr.io"), "!Docker's configuration is not a JSON object");
  EXPECT_EQ(login(R"({"auths": {"ghcr.io": {"auth": "?"}}})", "ghcr.io"),
            "!the login for ghcr.io in Docker's configuration is not of its form");
}

}  // namespace
}  // namespace eni::sandbox::images
