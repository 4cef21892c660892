#include "sandbox/services/ecs/task_definitions/runtime_platform.h"

#include "base/text.h"

namespace eni::sandbox::ecs_service {

std::vector<placement::Attribute> platform_attributes(const json::object& definition) {
  const json::object& platform = object_at(definition, "runtimePlatform");
  const std::string architecture = text_at(platform, "cpuArchitecture");
  const std::string family = text_at(platform, "operatingSystemFamily");
  std::vector<placement::Attribute> attributes;
  if (!architecture.empty()) attributes.push_back({"ecs.cpu-architecture", to_lower(architecture)});
  if (!family.empty())
    attributes.push_back({"ecs.os-type", family.starts_with("WINDOWS") ? "windows" : "linux"});
  return attributes;
}

}  // namespace eni::sandbox::ecs_service
