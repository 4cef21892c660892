#include "sandbox/task_engine/endpoints/metadata_paths.h"

#include <gtest/gtest.h>
#include <ostream>

namespace eni::sandbox::task_engine::endpoints {

void PrintTo(const MetadataPath& path, std::ostream* out) {
  *out << static_cast<int>(path.topic) << " " << path.id << " " << path.type << " " << path.name;
}

namespace {

using Topic = MetadataTopic;

TEST(MetadataPaths, WhatTheyAskFor) {
  const struct {
    std::string_view path;
    MetadataPath expected;
  } rows[] = {
      {"/v4/abc", {Topic::kV4Container, "abc", "", ""}},
      {"/v4/", {Topic::kV4Container, "", "", ""}},
      {"/v4/abc/task", {Topic::kV4Task, "abc", "", ""}},
      {"/v4/abc/tasks", {Topic::kV4Tasks, "abc", "", ""}},
      {"/v4/abc/taskWithTags", {Topic::kV4TaskWithTags, "abc", "", ""}},
      {"/v4/abc/stats", {Topic::kV4ContainerStats, "abc", "", ""}},
      {"/v4/abc/task/stats", {Topic::kV4TaskStats, "abc", "", ""}},
      {"/v4/abc/tasks/stats", {Topic::kV4TasksStats, "abc", "", ""}},
      {"/v4/abc/associations/elastic-inference", {Topic::kV4Associations, "abc", "elastic-inference", ""}},
      {"/v4/abc/associations/t/n/m", {Topic::kV4Association, "abc", "t", "n/m"}},
      {"/v3/abc", {Topic::kV3Container, "abc", "", ""}},
      {"/v3/task/stats", {Topic::kV3ContainerStats, "task", "", ""}},
      {"/v3/abc/task/stats", {Topic::kV3TaskStats, "abc", "", ""}},
      {"/v3/abc/associations/t/", {Topic::kV3Association, "abc", "t", ""}},
      {"/v2/metadata", {Topic::kV2Task, "", "", ""}},
      {"/v2/metadata/", {Topic::kV2Task, "", "", ""}},
      {"/v2/metadata/a/b", {Topic::kV2Container, "a/b", "", ""}},
      {"/v2/metadataWithTags/", {Topic::kV2TaskWithTags, "", "", ""}},
      {"/v2/stats", {Topic::kV2TaskStats, "", "", ""}},
      {"/v2/stats/a", {Topic::kV2ContainerStats, "a", "", ""}},
      {"/v2/credentials/", {Topic::kV2Credentials, "", "", ""}},
      {"/v2/credentials/a", {Topic::kV2Credentials, "a", "", ""}},
      {"/v1/credentials", {Topic::kV1Credentials, "", "", ""}},
      {"/api/abc/task-protection/v1/state", {Topic::kTaskProtection, "abc", "", ""}},
      {"/api/abc/fault/v1/network-latency/start", {Topic::kFault, "abc", "", ""}},
  };
  for (const auto& row : rows) EXPECT_EQ(parse_metadata_path(row.path), row.expected) << row.path;
}

TEST(MetadataPaths, OthersAreNone) {
  for (const std::string_view path :
       {"", "/", "/v2", "/v2/meta", "/v2/statss", "/v2/credentials", "/v3", "/v3/abc/", "/v3/abc/wrong-path",
        "/v3/abc/task/", "/v3/abc/task/stats/", "/v3/abc/tasks", "/v3/abc/associtions-with-typo/a/b",
        "/v4/abc/", "/v4/abc/wrong-path", "/v4/abc/associations", "/v5/abc", "/api/abc",
        "/api/abc/fault/v1/disk/start"})
    EXPECT_EQ(parse_metadata_path(path), MetadataPath{}) << path;
}

TEST(MetadataPaths, AreCleanedAsGoDoesIt) {
  const struct {
    std::string_view path;
    std::string_view expected;
  } rows[] = {
      {"/v3///task/", "/v3/task/"},
      {"//v2/credentials/test", "/v2/credentials/test"},
      {"/v4/a/../b", "/v4/b"},
      {"/../../etc/./passwd", "/etc/passwd"},
      {"", "/"},
      {"v4/a", "/v4/a"},
  };
  for (const auto& row : rows) EXPECT_EQ(cleaned_path(row.path), row.expected) << row.path;
  for (const std::string_view path : {"/", "/v4/a", "/v4/a/", "/v4/..a"})
    EXPECT_EQ(cleaned_path(path), std::nullopt) << path;
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
