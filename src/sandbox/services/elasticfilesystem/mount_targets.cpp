/// CreateMountTarget, DescribeMountTargets, DeleteMountTarget, and their security groups.
#include "base/time_text.h"
#include "sandbox/gateway/commit_hook.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/elasticfilesystem/input.h"
#include "sandbox/services/elasticfilesystem/operations.h"

namespace eni::sandbox::efs_service {
namespace {

/// @param on_commit  written with what EC2 writes: no kill leaves the one without the other
Task<ApiResult<json::object>> call_ec2(Call& call, std::string_view operation, json::object params,
                                       CommitHook on_commit = {}) {
  auto calling = call.env.gateway.call(call.principal, call.region, "ec2", operation, std::move(params), {},
                                       std::move(on_commit));
  ApiResult<Reply> reply = co_await std::move(calling);
  if (!reply) co_return reply.error();
  co_return reply->value.is_object() ? reply->value.as_object() : json::object{};
}

Task<ApiResult<json::object>> subnet_of(Call& call) {
  const std::string id = call.params.text_or("SubnetId", "");
  json::object params{{"SubnetId", json::array{json::string(id)}}};
  auto describing = call_ec2(call, "DescribeSubnets", std::move(params));
  const ApiResult<json::object> reply = co_await std::move(describing);
  if (reply.has_error() && reply.error().code == "InvalidSubnetID.NotFound")
    co_return ApiError{"SubnetNotFound", "The subnet ID '" + id + "' does not exist", 400};
  if (reply.has_error()) co_return reply.error();
  const json::array& subnets = array_at(*reply, "subnetSet");
  if (subnets.empty()) co_return ApiError{"SubnetNotFound", "The subnet ID '" + id + "' does not exist", 400};
  co_return subnets.front().as_object();
}

/// One a zone, all in one VPC. Source: Amazon EFS API Reference, "CreateMountTarget".
ApiResult<void> check_place(const Call& call, const NamedDocument& system, const json::object& subnet) {
  for (const NamedDocument& other : of_file_system(call, repository(call).mount_targets, system.name)) {
    const bool is_same_zone =
        text_at(other.document, "AvailabilityZoneName") == text_at(subnet, "availabilityZone");
    if (is_same_zone) return ApiError{"MountTargetConflict", "mount target already exists in this AZ", 409};
    if (text_at(other.document, "VpcId") != text_at(subnet, "vpcId")) {
      return ApiError{
          "MountTargetConflict",
          "requested subnet for new mount target is not in the same VPC as existing mount targets", 409};
    }
  }
  return {};
}

ApiResult<void> check_still_free(const Call& call, const json::object& subnet) {
  ENI_TRY(const NamedDocument system, required_file_system(call));
  return check_place(call, system, subnet);
}

json::object interface_params(const Call& call, const NamedDocument& system, const std::string& id) {
  json::object params{{"SubnetId", call.params.text_or("SubnetId", "")},
                      {"Description", "EFS mount target for " + system.name + " (" + id + ")"}};
  if (const auto address = call.params.text("IpAddress")) params["PrivateIpAddress"] = *address;
  if (const json::array& groups = array_at(call.params.all(), "SecurityGroups"); !groups.empty())
    params["SecurityGroupId"] = groups;
  return params;
}

json::object shown(const NamedDocument& target) {
  json::object value = target.document;
  value.erase("SecurityGroups");
  value["OwnerId"] = target.account;
  value["MountTargetId"] = target.name;
  value["LifeCycleState"] = "available";
  return value;
}

json::array groups_of(const json::object& interface) {
  json::array groups;
  for (const json::value& group : array_at(interface, "groupSet"))
    groups.emplace_back(text_at(group, "groupId"));
  return groups;
}

NamedDocument mount_target(const Call& call, const NamedDocument& system, std::string id,
                           const json::object& subnet, const json::object& interface) {
  return {system.account, system.region, std::move(id), epoch_millis(call.now()),
          json::object{{"FileSystemId", system.name},
                       {"SubnetId", text_at(subnet, "subnetId")},
                       {"IpAddress", text_at(interface, "privateIpAddress")},
                       {"NetworkInterfaceId", text_at(interface, "networkInterfaceId")},
                       {"AvailabilityZoneId", text_at(subnet, "availabilityZoneId")},
                       {"AvailabilityZoneName", text_at(subnet, "availabilityZone")},
                       {"VpcId", text_at(subnet, "vpcId")},
                       {"SecurityGroups", groups_of(interface)}}};
}

}  // namespace

Task<ApiResult<Reply>> create_mount_target(Call& call) {
  ENI_CO_TRY(const NamedDocument system, required_file_system(call));
  ENI_CO_TRY(const json::object subnet, co_await subnet_of(call));
  ENI_CO_CHECK(check_place(call, system, subnet));
  const std::string id = new_id(call, "fsmt-");
  ApiResult<void> refused;
  Reply reply;
  const CommitHook hook = [&](const Reply& made) {
    const json::object& interface = object_at(made.value.as_object(), "networkInterface");
    // While EC2 was asked, another target may have been made there, or the file system deleted.
    refused = check_still_free(call, subnet);
    if (refused.has_error()) return;
    const NamedDocument target = mount_target(call, system, id, subnet, interface);
    repository(call).mount_targets.put(target);
    reply = Reply{shown(target)};
    run_commit_hook(call, reply);
  };
  auto making = call_ec2(call, "CreateNetworkInterface", interface_params(call, system, id), hook);
  ENI_CO_TRY(const json::object made, co_await std::move(making));
  if (refused.has_error()) {
    const json::object& interface = object_at(made, "networkInterface");
    json::object params{{"NetworkInterfaceId", text_at(interface, "networkInterfaceId")}};
    auto deleting = call_ec2(call, "DeleteNetworkInterface", std::move(params));
    static_cast<void>(co_await std::move(deleting));
    co_return refused.error();
  }
  co_return reply;
}

/// By exactly one of the three.
ApiResult<Reply> describe_mount_targets(Call& call) {
  json::array list;
  if (call.params.has("MountTargetId")) {
    ENI_TRY(const NamedDocument target, required_mount_target(call));
    list.push_back(shown(target));
    return Reply{json::object{{"MountTargets", std::move(list)}}};
  }
  std::string file_system = call.params.text_or("FileSystemId", "");
  if (const auto id = call.params.text("AccessPointId")) {
    ENI_TRY(const NamedDocument point, find_access_point(call, *id));
    file_system = text_at(point.document, "FileSystemId");
  }
  if (file_system.empty()) {  // Assumed wording.
    return ApiError{"BadRequest", "One of FileSystemId, MountTargetId and AccessPointId must be given", 400};
  }
  ENI_TRY(const NamedDocument system, find_file_system(call, file_system));
  for (const NamedDocument& target : of_file_system(call, repository(call).mount_targets, system.name))
    list.push_back(shown(target));
  return Reply{json::object{{"MountTargets", std::move(list)}}};
}

Task<ApiResult<Reply>> delete_mount_target(Call& call) {
  ENI_CO_TRY(const NamedDocument target, required_mount_target(call));
  json::object params{{"NetworkInterfaceId", text_at(target.document, "NetworkInterfaceId")}};
  const auto remove = [&] {
    repository(call).mount_targets.remove(target.account, target.region, target.name);
  };
  auto deleting =
      call_ec2(call, "DeleteNetworkInterface", std::move(params), [&](const Reply&) { remove(); });
  const ApiResult<json::object> deleted = co_await std::move(deleting);
  if (deleted.has_error() && deleted.error().code != "InvalidNetworkInterfaceID.NotFound")
    co_return deleted.error();
  if (deleted.has_error()) remove();
  Reply reply;
  reply.status = 204;
  co_return reply;
}

ApiResult<Reply> describe_mount_target_security_groups(Call& call) {
  ENI_TRY(const NamedDocument target, required_mount_target(call));
  return Reply{json::object{{"SecurityGroups", array_at(target.document, "SecurityGroups")}}};
}

Task<ApiResult<Reply>> modify_mount_target_security_groups(Call& call) {
  ENI_CO_TRY(NamedDocument target, required_mount_target(call));
  const json::array groups = array_at(call.params.all(), "SecurityGroups");
  json::object params{{"NetworkInterfaceId", text_at(target.document, "NetworkInterfaceId")},
                      {"SecurityGroupId", groups}};
  target.document["SecurityGroups"] = groups;
  auto changing = call_ec2(call, "ModifyNetworkInterfaceAttribute", std::move(params),
                           [&](const Reply&) { repository(call).mount_targets.put(target); });
  const ApiResult<json::object> changed = co_await std::move(changing);
  if (changed.has_error() && changed.error().code == "InvalidGroup.NotFound")
    co_return ApiError{"SecurityGroupNotFound", changed.error().message, 400};
  if (changed.has_error()) co_return changed.error();
  Reply reply;
  reply.status = 204;
  co_return reply;
}

}  // namespace eni::sandbox::efs_service
