#include "sandbox/services/ecs/task_definitions/runtime_platform.h"

#include "base/text.h"
#include "sandbox/services/ecs/task_definitions/members.h"

namespace eni::sandbox::ecs_service {

std::vector<placement::Attribute> platform_attributes(const json::object& definition) {
  const json::value* platform = find(definition, "runtimePlatform");
  if (!platform || !platform->is_object()) return {};
  const std::string architecture = text_of(platform->get_object(), "cpuArchitecture");
  const std::string family = text_of(platform->get_object(), "operatingSystemFamily");
  std::vector<placement::Attribute> attributes;
  if (!architecture.empty()) attributes.push_back({"ecs.cpu-architecture", to_lower(architecture)});
  if (!family.empty())
    attributes.push_back({"ecs.os-type", family.starts_with("WINDOWS") ? "windows" : "linux"});
  return attributes;
}

}  // namespace eni::sandbox::ecs_service
