#include "sandbox/services/ecs/clusters/cluster_input.h"

#include <algorithm>

#include "sandbox/services/ecs/capacity_providers/strategy_input.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxName = 255;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

ApiResult<json::array> read_settings(const Call& call) {
  ENI_TRY(const auto list, object_list(call, "settings"));
  json::array settings;
  for (const json::object& entry : list) {
    const Params members{entry};
    const std::string name = members.text_or("name", "");
    const std::string value = members.text_or("value", "");
    if (name != "containerInsights") return aws::invalid_parameter("Invalid cluster setting name: " + name);
    if (value != "enabled" && value != "disabled" && value != "enhanced")
      return aws::invalid_parameter("Invalid cluster setting value: " + value);
    settings.push_back(json::object{{"name", name}, {"value", value}});
  }
  return settings;
}

ApiResult<json::object> read_configuration(const json::object& configuration) {
  const Params members{configuration};
  if (const json::object* command = members.object("executeCommandConfiguration")) {
    const Params execute{*command};
    const std::string logging = execute.text_or("logging", "DEFAULT");
    if ((logging == "OVERRIDE") != (execute.object("logConfiguration") != nullptr)) {
      return aws::invalid_parameter(
          "The logConfiguration parameter is required, and allowed, when the logging parameter is OVERRIDE.");
    }
  }
  return configuration;
}

}  // namespace

ApiResult<std::string> read_cluster_name(const Call& call) {
  std::string name = call.params.text_or("clusterName", "");
  if (name.empty()) name = kDefaultCluster;
  if (name.size() > kMaxName || !std::all_of(name.begin(), name.end(), is_name_character)) {
    return aws::invalid_parameter(
        "Invalid cluster name: up to 255 letters (uppercase and lowercase), numbers, underscores and "
        "hyphens are allowed.");
  }
  return name;
}

ApiResult<json::object> read_cluster_members(const Call& call) {
  json::object document;
  if (call.params.has("settings")) {
    ENI_TRY(document["settings"], read_settings(call));
  }
  if (const json::object* configuration = call.params.object("configuration")) {
    ENI_TRY(document["configuration"], read_configuration(*configuration));
  }
  if (call.params.has("capacityProviders")) {
    ENI_TRY(document["capacityProviders"], read_providers(call));
  }
  if (call.params.has("defaultCapacityProviderStrategy")) {
    ENI_TRY(document["defaultCapacityProviderStrategy"],
            read_strategy(call, "defaultCapacityProviderStrategy"));
  }
  return document;
}

}  // namespace eni::sandbox::ecs_service
