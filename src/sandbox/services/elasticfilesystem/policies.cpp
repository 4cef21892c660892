/// A file system's lifecycle configuration, backup policy and resource policy.
#include "sandbox/services/elasticfilesystem/input.h"
#include "sandbox/services/elasticfilesystem/operations.h"

namespace eni::sandbox::efs_service {

ApiResult<Reply> put_lifecycle_configuration(Call& call) {
  ENI_TRY(NamedDocument system, required_file_system(call));
  system.document["LifecyclePolicies"] = array_at(call.params.all(), "LifecyclePolicies");
  repository(call).file_systems.put(system);
  return describe_lifecycle_configuration(call);
}

ApiResult<Reply> describe_lifecycle_configuration(Call& call) {
  ENI_TRY(const NamedDocument system, required_file_system(call));
  return Reply{json::object{{"LifecyclePolicies", array_at(system.document, "LifecyclePolicies")}}};
}

ApiResult<Reply> put_backup_policy(Call& call) {
  ENI_TRY(NamedDocument system, required_file_system(call));
  if (const json::object* policy = call.params.object("BackupPolicy"))
    system.document["BackupPolicy"] = *policy;
  repository(call).file_systems.put(system);
  return describe_backup_policy(call);
}

ApiResult<Reply> describe_backup_policy(Call& call) {
  ENI_TRY(const NamedDocument system, required_file_system(call));
  return Reply{json::object{{"BackupPolicy", object_at(system.document, "BackupPolicy")}}};
}

ApiResult<Reply> put_file_system_policy(Call& call) {
  ENI_TRY(NamedDocument system, required_file_system(call));
  const std::string text = call.params.text_or("Policy", "");
  const auto policy = parse_json(text);
  if (policy.has_error() || !policy->is_object())  // Assumed wording.
    return ApiError{"InvalidPolicyException", "The policy is not a JSON object", 400};
  system.document["Policy"] = text;
  repository(call).file_systems.put(system);
  return describe_file_system_policy(call);
}

ApiResult<Reply> describe_file_system_policy(Call& call) {
  ENI_TRY(const NamedDocument system, required_file_system(call));
  const std::string text = text_at(system.document, "Policy");
  if (text.empty()) {  // Assumed wording.
    return ApiError{"PolicyNotFound", "File system '" + system.name + "' has no policy", 404};
  }
  return Reply{json::object{{"FileSystemId", system.name}, {"Policy", text}}};
}

ApiResult<Reply> delete_file_system_policy(Call& call) {
  ENI_TRY(NamedDocument system, required_file_system(call));
  system.document.erase("Policy");
  repository(call).file_systems.put(system);
  return Reply{};
}

}  // namespace eni::sandbox::efs_service
