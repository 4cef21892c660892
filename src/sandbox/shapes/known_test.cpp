#include "sandbox/shapes/known.h"

#include <gtest/gtest.h>

namespace eni::sandbox::shapes {
namespace {

TEST(Known, KeepsWhatTheModelHas) {
  const struct {
    std::string_view input;
    std::string_view kept;
  } rows[] = {
      {R"({"family":"f","colour":"red","cpu":null})", R"({"family":"f"})"},
      {R"({"containerDefinitions":[{"name":"a","memory":128.0,"shape":"round"}]})",
       R"({"containerDefinitions":[{"name":"a","memory":128}]})"},
      {R"({"containerDefinitions":[{"dockerLabels":{"any":"thing"},"links":["a"]}]})",
       R"({"containerDefinitions":[{"dockerLabels":{"any":"thing"},"links":["a"]}]})"},
      {R"({"runtimePlatform":{"cpuArchitecture":"ARM64","size":1},"volumes":[]})",
       R"({"runtimePlatform":{"cpuArchitecture":"ARM64"},"volumes":[]})"},
  };
  const auto input = find_service("ecs")->find_operation("RegisterTaskDefinition")->input();
  for (const auto& row : rows) {
    const auto kept = known_part(*input, parse_json(row.input)->as_object());
    EXPECT_EQ(json::serialize(kept), row.kept);
  }
}

}  // namespace
}  // namespace eni::sandbox::shapes
