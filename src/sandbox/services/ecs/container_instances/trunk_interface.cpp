#include "sandbox/services/ecs/container_instances/trunk_interface.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/container_instances/ec2_view.h"
#include "sandbox/services/ecs/service_linked_role.h"

namespace eni::sandbox::ecs_service {
namespace {

Task<ApiResult<json::object>> ask(Environment& env, const TrunkPlace& place, std::string_view operation,
                                  json::object params) {
  const Principal principal = service_linked_principal(env.store, place.account, place.region);
  auto call = env.gateway.call(principal, place.region, "ec2", operation, std::move(params));
  auto reply = co_await std::move(call);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return std::move(reply->value.as_object());
}

const json::object* object_in(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value ? value->if_object() : nullptr;
}

std::string text_in(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

/// What EC2 says of the interface's attachment; empty members if it has none.
struct Attachment {
  std::string id;
  std::string instance_id;
};

Task<ApiResult<Attachment>> attachment_of(Environment& env, const TrunkPlace& place,
                                          const std::string& interface_id) {
  json::object params{{"NetworkInterfaceId", json::array{json::value(interface_id)}}};
  auto asked = ask(env, place, "DescribeNetworkInterfaces", std::move(params));
  const auto reply = co_await std::move(asked);
  if (reply.has_error()) co_return reply.error();
  const json::value* set = find(*reply, "networkInterfaceSet");
  Attachment attachment;
  if (!set || !set->is_array() || set->get_array().empty()) co_return attachment;
  const json::object* shown = object_in(set->get_array().front().as_object(), "attachment");
  if (shown) attachment = {text_in(*shown, "attachmentId"), text_in(*shown, "instanceId")};
  co_return attachment;
}

bool is_not_found(const ApiError& error) { return error.code.ends_with(".NotFound"); }

}  // namespace

Task<ApiResult<TrunkInterface>> create_trunk_interface(Environment& env, TrunkPlace place) {
  json::object params{{"SubnetId", place.subnet_id},
                      {"InterfaceType", "trunk"},
                      {"Description", place.attachment_arn},
                      {"ClientToken", place.attachment_id}};
  auto asked = ask(env, place, "CreateNetworkInterface", std::move(params));
  const auto reply = co_await std::move(asked);
  if (reply.has_error()) co_return reply.error();
  const json::object* interface = object_in(*reply, "networkInterface");
  if (!interface) co_return aws::internal_failure("EC2 made no interface");
  co_return TrunkInterface{text_in(*interface, "networkInterfaceId"), text_in(*interface, "macAddress")};
}

Task<ApiResult<std::string>> attach_trunk_interface(Environment& env, TrunkPlace place,
                                                    std::string interface_id) {
  auto former = attachment_of(env, place, interface_id);
  const auto attachment = co_await std::move(former);
  if (attachment.has_error()) co_return attachment.error();
  if (attachment->instance_id == place.instance_id && !attachment->id.empty()) co_return attachment->id;
  auto viewing = view_instance(env, place.account, place.region, place.instance_id);
  const auto view = co_await std::move(viewing);
  if (view.has_error()) co_return view.error();
  if (!*view) co_return ApiError{"InvalidInstanceID.NotFound", "no such instance: " + place.instance_id};
  json::object params{{"NetworkInterfaceId", interface_id},
                      {"InstanceId", place.instance_id},
                      {"DeviceIndex", free_device_index(**view)}};
  auto asked = ask(env, place, "AttachNetworkInterface", std::move(params));
  const auto reply = co_await std::move(asked);
  if (reply.has_error()) co_return reply.error();
  co_return text_in(*reply, "attachmentId");
}

Task<ApiResult<void>> remove_trunk_interface(Environment& env, TrunkPlace place, std::string interface_id) {
  auto former = attachment_of(env, place, interface_id);
  const auto attachment = co_await std::move(former);
  if (attachment.has_error()) {
    if (is_not_found(attachment.error())) co_return ApiResult<void>{};
    co_return attachment.error();
  }
  if (!attachment->id.empty()) {
    json::object params{{"AttachmentId", attachment->id}, {"Force", true}};
    auto detaching = ask(env, place, "DetachNetworkInterface", std::move(params));
    const auto detached = co_await std::move(detaching);
    if (detached.has_error() && !is_not_found(detached.error())) co_return detached.error();
  }
  json::object params{{"NetworkInterfaceId", interface_id}};
  auto deleting = ask(env, place, "DeleteNetworkInterface", std::move(params));
  const auto deleted = co_await std::move(deleting);
  if (deleted.has_error() && !is_not_found(deleted.error())) co_return deleted.error();
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::ecs_service
