#include "sandbox/services/ecs/network_interfaces.h"

#include <algorithm>

#include "sandbox/services/ecs/container_instances/ec2_view.h"
#include "sandbox/services/ecs/ec2_call.h"
#include "sandbox/services/ecs/service_linked_role.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr Duration kFirstPause = std::chrono::milliseconds{20};
constexpr Duration kLongestPause = std::chrono::seconds{5};
constexpr int kMaxAttempts = 120;

bool is_not_found(const ApiError& error) { return error.code.ends_with(".NotFound"); }

bool is_index_in_use(const ApiError& error) {
  return error.code == "InvalidParameterValue" && error.message.find("device index") != std::string::npos;
}

/// What EC2 says of the interface's attachment; empty members if it has none.
struct Attachment {
  std::string id;
  std::string instance_id;
};

Task<ApiResult<Attachment>> attachment_of(Environment& env, const InterfacePlace& place,
                                          const std::string& interface_id) {
  json::object params{{"NetworkInterfaceId", json::array{json::value(interface_id)}}};
  auto asked = call_ec2_for(env, place, "DescribeNetworkInterfaces", std::move(params));
  ENI_CO_TRY(const json::object reply, co_await std::move(asked));
  const json::object& shown = object_at(first_in(reply, "networkInterfaceSet"), "attachment");
  co_return Attachment{text_at(shown, "attachmentId"), text_at(shown, "instanceId")};
}

Task<ApiResult<void>> detach(Environment& env, const InterfacePlace& place, const std::string& interface_id) {
  auto looking = attachment_of(env, place, interface_id);
  ENI_CO_TRY(const Attachment attachment, co_await std::move(looking));
  if (attachment.id.empty()) co_return ApiResult<void>{};
  json::object params{{"AttachmentId", attachment.id}, {"Force", true}};
  auto detaching = call_ec2_for(env, place, "DetachNetworkInterface", std::move(params));
  const auto detached = co_await std::move(detaching);
  if (detached.has_error() && !is_not_found(detached.error())) co_return detached.error();
  co_return ApiResult<void>{};
}

/// One attempt, from the start each time.
Task<ApiResult<void>> remove(Environment& env, const InterfacePlace& place, const std::string& interface_id,
                             const InterfaceUse& use) {
  if (!use.trunk_association.empty()) {
    json::object params{{"AssociationId", use.trunk_association}};
    auto call = call_ec2_for(env, place, "DisassociateTrunkInterface", std::move(params));
    // The interface cannot be deleted while it is associated, so that tells what came of it.
    static_cast<void>(co_await std::move(call));
  }
  if (use.on_instance) {
    auto detaching = detach(env, place, interface_id);
    ENI_CO_CHECK(co_await std::move(detaching));
  }
  json::object params{{"NetworkInterfaceId", interface_id}};
  auto deleting = call_ec2_for(env, place, "DeleteNetworkInterface", std::move(params));
  const auto deleted = co_await std::move(deleting);
  if (deleted.has_error()) co_return deleted.error();
  co_return ApiResult<void>{};
}

}  // namespace

InterfacePlace interface_place(const EcsCluster& cluster, const EcsContainerInstance& host,
                               std::string subnet_id, std::string attachment_id) {
  // …:cluster/NAME to …:attachment/ID
  const std::string prefix = cluster.arn.substr(0, cluster.arn.rfind(":cluster/") + 1);
  std::string arn = prefix + "attachment/" + attachment_id;
  return {aws::AccountId{cluster.account},
          aws::Region{cluster.region},
          host.ec2_instance_id,
          std::move(subnet_id),
          std::move(attachment_id),
          std::move(arn)};
}

Task<ApiResult<json::object>> call_ec2_for(Environment& env, const InterfacePlace& place,
                                           std::string operation, json::object params) {
  return call_ec2(env, service_linked_principal(env.store, place.account, place.region), place.region,
                  std::move(operation), std::move(params));
}

Task<ApiResult<json::object>> create_interface(Environment& env, InterfacePlace place, json::object params) {
  params["SubnetId"] = place.subnet_id;
  params["Description"] = place.attachment_arn;
  params["ClientToken"] = place.attachment_id;
  auto asked = call_ec2_for(env, place, "CreateNetworkInterface", std::move(params));
  ENI_CO_TRY(json::object reply, co_await std::move(asked));
  json::object interface = object_at(reply, "networkInterface");
  if (interface.empty()) co_return aws::internal_failure("EC2 made no interface");
  co_return interface;
}

Task<ApiResult<std::string>> attach_interface(Environment& env, InterfacePlace place,
                                              std::string interface_id) {
  auto former = attachment_of(env, place, interface_id);
  ENI_CO_TRY(const Attachment attachment, co_await std::move(former));
  if (attachment.instance_id == place.instance_id && !attachment.id.empty()) co_return attachment.id;
  for (int attempt = 1;; ++attempt) {
    auto viewing = view_instance(env, place.account, place.region, place.instance_id);
    ENI_CO_TRY(const auto view, co_await std::move(viewing));
    if (!view) co_return ApiError{"InvalidInstanceID.NotFound", "the instance is gone"};
    json::object params{{"NetworkInterfaceId", interface_id},
                        {"InstanceId", place.instance_id},
                        {"DeviceIndex", free_device_index(*view)}};
    auto attaching = call_ec2_for(env, place, "AttachNetworkInterface", std::move(params));
    const auto attached = co_await std::move(attaching);
    if (attached.has_value()) co_return text_at(*attached, "attachmentId");
    // Another interface was attached there a moment ago.
    if (!is_index_in_use(attached.error()) || attempt == kMaxAttempts) co_return attached.error();
  }
}

Task<ApiResult<void>> remove_interface(Environment& env, InterfacePlace place, std::string interface_id,
                                       InterfaceUse use) {
  Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    auto removing = remove(env, place, interface_id, use);
    const auto removed = co_await std::move(removing);
    if (removed.has_value() || is_not_found(removed.error())) co_return ApiResult<void>{};
    if (attempt == kMaxAttempts) co_return removed.error();
    use.on_instance = true;  // Perhaps that is why.
    co_await sleep_for(env.scheduler, pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace eni::sandbox::ecs_service
