#include "sandbox/images/image_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/images/program_settings.h"

namespace eni::sandbox::images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

const std::string kDigest = oci::Digest::of("layer").text();
const std::string kNginx = R"({"architecture": "amd64", "os": "linux", "config": {
  "Entrypoint": ["/docker-entrypoint.sh"], "Cmd": ["nginx", "-g", "daemon off;"],
  "Env": ["PATH=/usr/sbin:/usr/bin", "NGINX_VERSION=1.27", "EMPTY="], "WorkingDir": "/srv", "User": "33:www",
  "StopSignal": "SIGQUIT", "ExposedPorts": {"80/tcp": {}}, "Volumes": {"/data": {}},
  "Labels": {"maintainer": "me"}, "Healthcheck": {"Test": ["CMD", "true"], "Interval": 30000000000, "Retries": 3}},
  "rootfs": {"type": "layers", "diff_ids": [")" +
                           kDigest + R"("]}})";

TEST(ImageConfig, IsRead) {
  const auto config = parse_image_config(kNginx);
  ASSERT_TRUE(config.has_value()) << config.error();
  EXPECT_EQ(config->platform.text(), "linux/amd64");
  EXPECT_THAT(config->entry_point, ElementsAre("/docker-entrypoint.sh"));
  EXPECT_THAT(config->command, ElementsAre("nginx", "-g", "daemon off;"));
  EXPECT_THAT(config->environment, UnorderedElementsAre(Pair("PATH", "/usr/sbin:/usr/bin"),
                                                        Pair("NGINX_VERSION", "1.27"), Pair("EMPTY", "")));
  EXPECT_EQ(config->working_directory, "/srv");
  EXPECT_EQ(config->user, "33:www");
  EXPECT_EQ(config->stop_signal, "SIGQUIT");
  EXPECT_THAT(config->exposed_ports, ElementsAre("80/tcp"));
  EXPECT_THAT(config->volumes, ElementsAre("/data"));
  EXPECT_THAT(config->labels, ElementsAre(Pair("maintainer", "me")));
  ASSERT_TRUE(config->health_check);
  EXPECT_EQ(config->health_check->interval, std::chrono::seconds{30});
  EXPECT_THAT(config->diff_ids, ElementsAre(oci::Digest::of("layer")));
}

TEST(ImageConfig, MayLeaveAllOut) {
  const auto config = parse_image_config(R"({"config": {"Cmd": null}})");
  ASSERT_TRUE(config.has_value()) << config.error();
  EXPECT_TRUE(config->command.empty());
  EXPECT_FALSE(config->health_check);
}

TEST(ImageConfig, WhatMakesNoSenseIsRefused) {
  const std::pair<const char*, const char*> rows[] = {
      {"[]", "it is not a JSON object"},
      {"{", "not valid JSON"},
      {R"({"a": 1, "a": 2})", "a key stands twice"},
      {R"({"config": {"Cmd": "sh"}})", "Cmd is not a list"},
      {R"({"config": {"Cmd": [1]}})", "Cmd is not a list of texts"},
      {R"({"config": {"Cmd": ["a\u0000b"]}})", "Cmd has a zero byte"},
      {R"({"config": {"User": "a\u0000b"}})", "a text has a zero byte"},
      {R"({"config": {"Env": ["=x"]}})", "Env has a value without a name"},
      {R"({"rootfs": {"type": "other"}})", "its rootfs is not of layers"},
      {R"({"rootfs": {"diff_ids": ["md5:1"]}})", "md5:1 is not a digest"},
  };
  for (const auto& [text, expected] : rows) {
    const auto config = parse_image_config(text);
    ASSERT_TRUE(config.has_error()) << text;
    EXPECT_THAT(config.error().message, HasSubstr(expected)) << text;
  }
}

ProgramSettings settings(const std::string& definition) {
  return *program_settings(*parse_image_config(kNginx), parse_json(definition)->get_object());
}

TEST(ProgramSettings, AreTheImagesWhereTheDefinitionSaysNothing) {
  const ProgramSettings out = settings("{}");
  EXPECT_THAT(out.argv, ElementsAre("/docker-entrypoint.sh", "nginx", "-g", "daemon off;"));
  EXPECT_EQ(out.environment.at("NGINX_VERSION"), "1.27");
  EXPECT_EQ(out.directory, "/srv");
  EXPECT_EQ(out.user, "33:www");
  EXPECT_EQ(out.stop_signal, "SIGQUIT");
}

TEST(ProgramSettings, AreTheDefinitionsWhereItSaysSomething) {
  EXPECT_THAT(settings(R"({"command": ["sh"]})").argv, ElementsAre("/docker-entrypoint.sh", "sh"));
  // As Docker has it: an image's command is for its own entry point.
  EXPECT_THAT(settings(R"({"entryPoint": ["/bin/x"]})").argv, ElementsAre("/bin/x"));
  EXPECT_THAT(settings(R"({"entryPoint": ["/bin/x"], "command": ["y"]})").argv, ElementsAre("/bin/x", "y"));
  const ProgramSettings out = settings(
      R"({"workingDirectory": "/w", "user": "0", "environment": [{"name": "EMPTY", "value": "no"}, {"name": "B", "value": ""}]})");
  EXPECT_EQ(out.directory, "/w");
  EXPECT_EQ(out.user, "0");
  EXPECT_EQ(out.environment.at("EMPTY"), "no");
  EXPECT_EQ(out.environment.at("B"), "");
  EXPECT_EQ(out.environment.at("PATH"), "/usr/sbin:/usr/bin");
}

TEST(ProgramSettings, OfAnImageThatSaysNothing) {
  const ImageConfig empty = *parse_image_config("{}");
  const auto none = program_settings(empty, {});
  ASSERT_TRUE(none.has_error());
  EXPECT_EQ(none.error().message, "Error response from daemon: no command specified");
  const auto out = program_settings(empty, parse_json(R"({"command": ["sh"]})")->get_object());
  ASSERT_TRUE(out.has_value());
  EXPECT_EQ(out->environment.at("PATH"), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  EXPECT_EQ(out->directory, "/");
  EXPECT_EQ(out->stop_signal, "SIGTERM");
}

}  // namespace
}  // namespace eni::sandbox::images
