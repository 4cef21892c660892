/// CreateFileSystem, DescribeFileSystems, UpdateFileSystem, DeleteFileSystem.
#include "base/time_text.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/elasticfilesystem/input.h"
#include "sandbox/services/elasticfilesystem/operations.h"

namespace eni::sandbox::efs_service {
namespace {

/// What EFS says of an empty file system's size.
constexpr int kEmptyBytes = 6144;

ApiError bad_request(std::string message) { return {"BadRequest", std::move(message), 400}; }

/// Takes over how it is throttled.
ApiResult<void> apply_throughput(const Call& call, json::object& document) {
  const auto mode = call.params.text("ThroughputMode");
  if (mode) document["ThroughputMode"] = *mode;
  const json::value* provisioned = call.params.find("ProvisionedThroughputInMibps");
  const bool is_provisioned = text_at(document, "ThroughputMode") == "provisioned";
  if (provisioned && !is_provisioned)  // Assumed wording.
    return bad_request("ProvisionedThroughputInMibps can be set only with the throughput mode provisioned");
  if (provisioned) document["ProvisionedThroughputInMibps"] = *provisioned;
  if (!is_provisioned) document.erase("ProvisionedThroughputInMibps");
  if (is_provisioned && !document.contains("ProvisionedThroughputInMibps"))  // Assumed wording.
    return bad_request("ProvisionedThroughputInMibps is required with the throughput mode provisioned");
  return {};
}

json::object shown(const Call& call, const NamedDocument& system) {
  json::object value = system.document;
  for (const char* own : {"LifecyclePolicies", "BackupPolicy", "Policy"}) value.erase(own);
  value["OwnerId"] = system.account;
  value["FileSystemId"] = system.name;
  value["FileSystemArn"] = file_system_arn(call, system.name);
  value["CreationTime"] = static_cast<double>(system.created) / 1000;
  value["LifeCycleState"] = "available";
  value["NumberOfMountTargets"] = of_file_system(call, repository(call).mount_targets, system.name).size();
  value["SizeInBytes"] = json::object{
      {"Value", kEmptyBytes}, {"ValueInIA", 0}, {"ValueInStandard", kEmptyBytes}, {"ValueInArchive", 0}};
  value["FileSystemProtection"] = json::object{{"ReplicationOverwriteProtection", "ENABLED"}};
  show_name(value);
  return value;
}

}  // namespace

ApiResult<Reply> create_file_system(Call& call) {
  const std::string token = call.params.text_or("CreationToken", "");
  for (const NamedDocument& other :
       repository(call).file_systems.list(call.account().value, call.region.value)) {
    if (text_at(other.document, "CreationToken") != token) continue;
    return ApiError{"FileSystemAlreadyExists",
                    "File system '" + other.name + "' already exists with creation token '" + token + "'",
                    409};
  }
  NamedDocument system{
      call.account().value, call.region.value, new_id(call, "fs-"), epoch_millis(call.now()),
      json::object{{"CreationToken", token},
                   {"PerformanceMode", call.params.text_or("PerformanceMode", "generalPurpose")},
                   {"ThroughputMode", "bursting"},
                   {"Encrypted", flag_at(call.params.all(), "Encrypted")}}};
  ENI_CHECK(apply_throughput(call, system.document));
  for (const char* name : {"KmsKeyId", "AvailabilityZoneName"})
    if (const auto text = call.params.text(name)) system.document[name] = *text;
  // One Zone file systems are backed up unless told otherwise.
  const bool is_backed_up = call.params.has("Backup") ? flag_at(call.params.all(), "Backup")
                                                      : call.params.has("AvailabilityZoneName");
  system.document["BackupPolicy"] = json::object{{"Status", is_backed_up ? "ENABLED" : "DISABLED"}};
  ENI_CHECK(may_give_tags(call, "elasticfilesystem:TagResource", file_system_arn(call, system.name),
                          {{"elasticfilesystem:CreateAction", "CreateFileSystem"}}));
  system.document["Tags"] = merged_tags({}, array_at(call.params.all(), "Tags"));
  repository(call).file_systems.put(system);
  Reply reply{shown(call, system)};
  reply.status = 201;
  return reply;
}

ApiResult<Reply> describe_file_systems(Call& call) {
  json::array list;
  if (call.params.has("FileSystemId")) {
    ENI_TRY(const NamedDocument system, required_file_system(call));
    list.push_back(shown(call, system));
    return Reply{json::object{{"FileSystems", std::move(list)}}};
  }
  const auto token = call.params.text("CreationToken");
  for (const NamedDocument& system :
       repository(call).file_systems.list(call.account().value, call.region.value))
    if (!token || text_at(system.document, "CreationToken") == *token) list.push_back(shown(call, system));
  return Reply{json::object{{"FileSystems", std::move(list)}}};
}

ApiResult<Reply> update_file_system(Call& call) {
  ENI_TRY(NamedDocument system, required_file_system(call));
  ENI_CHECK(apply_throughput(call, system.document));
  repository(call).file_systems.put(system);
  Reply reply{shown(call, system)};
  reply.status = 202;
  return reply;
}

ApiResult<Reply> delete_file_system(Call& call) {
  ENI_TRY(const NamedDocument system, required_file_system(call));
  if (!of_file_system(call, repository(call).mount_targets, system.name).empty()) {
    return ApiError{"FileSystemInUse",
                    "File system '" + system.name + "' has mount targets and cannot be deleted",
                    409};  // Assumed wording.
  }
  for (const NamedDocument& point : of_file_system(call, repository(call).access_points, system.name))
    repository(call).access_points.remove(point.account, point.region, point.name);
  repository(call).file_systems.remove(system.account, system.region, system.name);
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace eni::sandbox::efs_service
