/// AWS::ECS::TaskDefinition. All but its tags is replaced by another revision, or, without a Family, by another family.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/ecs/container_definition.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kEphemeralStorage[] = {
    {"SizeInGiB", Shape::kInteger},
};
constexpr Member kInferenceAccelerators[] = {
    {"DeviceName"},
    {"DeviceType"},
};
constexpr Member kPlacementConstraints[] = {
    {"Expression"},
    {"Type"},
};
constexpr Member kProxyConfigurationProperties[] = {
    {"Name"},
    {"Value"},
};
constexpr Member kProxyConfiguration[] = {
    {"ContainerName"},
    {"ProxyConfigurationProperties", Shape::kList, kProxyConfigurationProperties, "properties"},
    {"Type"},
};
constexpr Member kRuntimePlatform[] = {
    {"CpuArchitecture"},
    {"OperatingSystemFamily"},
};

constexpr OnChange kReplace = OnChange::kReplace;
constexpr Presence kOptional = Presence::kOptional;
const Property kProperties[] = {
    {"ContainerDefinitions", Shape::kList, kReplace, kOptional, kContainerDefinitionMembers},
    {"Cpu", Shape::kText, kReplace},
    {"EnableFaultInjection", Shape::kBoolean, kReplace},
    {"EphemeralStorage", Shape::kObject, kReplace, kOptional, kEphemeralStorage},
    {"ExecutionRoleArn", Shape::kText, kReplace},
    {"Family", Shape::kText, kReplace},
    {"InferenceAccelerators", Shape::kList, kReplace, kOptional, kInferenceAccelerators},
    {"IpcMode", Shape::kText, kReplace},
    {"Memory", Shape::kText, kReplace},
    {"NetworkMode", Shape::kText, kReplace},
    {"PidMode", Shape::kText, kReplace},
    {"PlacementConstraints", Shape::kList, kReplace, kOptional, kPlacementConstraints},
    {"ProxyConfiguration", Shape::kObject, kReplace, kOptional, kProxyConfiguration},
    {"RequiresCompatibilities", Shape::kList, kReplace},
    {"RuntimePlatform", Shape::kObject, kReplace, kOptional, kRuntimePlatform},
    {"Tags", Shape::kList},
    {"TaskRoleArn", Shape::kText, kReplace},
    {"Volumes", Shape::kList, kReplace, kOptional, kVolumeMembers},
};
constexpr std::string_view kAttributes[] = {"TaskDefinitionArn"};

/// ECS's name of a property.
std::string small_first(std::string_view name) {
  std::string text(name);
  text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"TaskDefinitionArn", call.physical_id}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"family", call.physical_id}};
  for (const Property& property : kProperties) {
    if (property.name == "Tags") continue;
    copy_to_ecs(call, kEcsTaskDefinition, property.name, small_first(property.name), params);
  }
  if (!params.contains("containerDefinitions")) params["containerDefinitions"] = json::array();
  put_ecs_tags(call, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ecs", "RegisterTaskDefinition", params));
  const json::value* made = find(reply, "taskDefinition");
  if (made && made->is_object()) call.made(text_of(made->get_object(), "taskDefinitionArn"));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_ecs_tags(call, call.physical_id));
  co_return outcome(call);
}

/// One that somebody has deregistered already is as good as gone.
bool is_inactive(const ApiError& error) {
  return error.message.find("inactive") != std::string::npos ||
         error.message.find("Unable to describe task definition") != std::string::npos;
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  // The name of a family whose registration was interrupted: nothing is registered under it.
  if (!call.physical_id.starts_with("arn:")) co_return ApiResult<void>{};
  const json::object params{{"taskDefinition", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("ecs", "DeregisterTaskDefinition", params);
  if (reply.has_error() && is_inactive(reply.error())) co_return ApiResult<void>{};
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kEcsTaskDefinition{
    .name = "AWS::ECS::TaskDefinition",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_rule = {255},
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
