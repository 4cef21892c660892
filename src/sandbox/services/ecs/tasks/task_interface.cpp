#include "sandbox/services/ecs/tasks/task_interface.h"

#include "sandbox/services/ecs/ec2_call.h"
#include "sandbox/services/ecs/network_interfaces.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::string_view kIpv6Capability = "ecs.capability.task-eni.ipv6";

std::string trunk_of(const EcsContainerInstance& host) {
  return text_at(object_at(host.document, "trunk"), "networkInterfaceId");
}

ApiError unexpected(const std::string& what, const ApiError& error) {
  return {error.code, "Unexpected EC2 error while attempting to " + what + ": " + error.code,
          error.http_status};
}

std::string first_ipv6(const json::object& interface) {
  return text_at(first_in(interface, "ipv6AddressesSet"), "ipv6Address");
}

/// What an attachment keeps of EC2's NetworkInterface.
json::object kept_of(const json::object& interface) {
  json::object members{{"networkInterfaceId", text_at(interface, "networkInterfaceId")},
                       {"macAddress", text_at(interface, "macAddress")},
                       {"privateDnsName", text_at(interface, "privateDnsName")},
                       {"privateIPv4Address", text_at(interface, "privateIpAddress")}};
  if (const std::string ipv6 = first_ipv6(interface); !ipv6.empty()) members.emplace("ipv6Address", ipv6);
  return members;
}

}  // namespace

json::object new_attachment(Random& random, std::string_view subnet) {
  return {{"id", random.uuid()}, {"status", "PRECREATED"}, {"subnetId", subnet}};
}

json::object* attachment_of(EcsTask& task) {
  json::value* attachment = task.document.if_contains("attachment");
  return attachment != nullptr ? attachment->if_object() : nullptr;
}

const json::object* attachment_of(const EcsTask& task) {
  const json::value* attachment = find(task.document, "attachment");
  return attachment != nullptr ? attachment->if_object() : nullptr;
}

/// What is known of a task's interface.
struct TaskInterfaces::Known {
  EcsTask task;
  EcsContainerInstance host;
  json::object attachment;
  InterfacePlace place;

  std::string text(std::string_view name) const { return text_at(attachment, name); }
};

std::optional<TaskInterfaces::Known> TaskInterfaces::find(EcsTaskNumber number) {
  auto task = env_.store.get<EcsTaskRepository>().find(number);
  if (!task || attachment_of(*task) == nullptr) return std::nullopt;
  auto host = env_.store.get<EcsContainerInstanceRepository>().find(task->host);
  const auto cluster = env_.store.get<EcsClusterRepository>().find(task->cluster);
  if (!host || !cluster) return std::nullopt;
  json::object attachment = *attachment_of(*task);
  InterfacePlace place =
      interface_place(*cluster, *host, text_at(attachment, "subnetId"), text_at(attachment, "id"));
  return Known{*std::move(task), *std::move(host), std::move(attachment), std::move(place)};
}

void TaskInterfaces::note(EcsTaskNumber number, const json::object& members) {
  if (members.empty()) return;
  const auto before = env_.store.get<EcsTaskRepository>().find(number);
  if (!before) return;
  EcsTask task = *before;
  json::object* attachment = attachment_of(task);
  if (attachment == nullptr) return;
  for (const auto& [name, value] : members) (*attachment)[name] = value;
  accounting_.change(task, *before);
}

Task<ApiResult<json::object>> TaskInterfaces::create(Known known) {
  if (!known.text("networkInterfaceId").empty()) co_return json::object{};
  const auto plan = indexes_.plan(known.task.origin);
  const std::string subnet = known.place.subnet_id;
  json::object params;
  if (!trunk_of(known.host).empty()) params.emplace("InterfaceType", "branch");
  // A count of 0 overrides the subnet's own option.
  if (const auto ipv6 = plan->network ? plan->network->wants_ipv6(subnet) : std::nullopt)
    params.emplace("Ipv6AddressCount", *ipv6 && known.host.attributes.contains(kIpv6Capability) ? 1 : 0);
  if (plan->network && !plan->network->security_groups.empty()) {
    const auto& groups = plan->network->security_groups;
    params.emplace("SecurityGroupId", json::array(groups.begin(), groups.end()));
  }
  auto creating = create_interface(env_, std::move(known.place), std::move(params));
  const auto made = co_await std::move(creating);
  if (made.has_error())
    co_return unexpected("Create Network Interface in subnet '" + subnet + "'", made.error());
  co_return kept_of(*made);
}

/// EC2 chooses the VLAN id: the branches of others count, too.
Task<ApiResult<json::object>> TaskInterfaces::associate(Known known) {
  if (!known.text("trunkAssociationId").empty()) co_return json::object{};
  const std::string trunk = trunk_of(known.host);
  json::object params{{"BranchInterfaceId", known.text("networkInterfaceId")},
                      {"TrunkInterfaceId", trunk},
                      {"ClientToken", known.text("id")}};
  auto call = call_ec2_for(env_, known.place, "AssociateTrunkInterface", std::move(params));
  const auto made = co_await std::move(call);
  if (made.has_error())
    co_return unexpected("associate the network interface with trunk '" + trunk + "'", made.error());
  const json::object& association = object_at(*made, "interfaceAssociation");
  co_return json::object{{"trunkAssociationId", text_at(association, "associationId")}};
}

/// ECS counts its own interfaces only: where somebody attached others by hand, there may be no index left.
Task<ApiResult<json::object>> TaskInterfaces::attach_to_instance(Known known) {
  if (!known.text("eniAttachmentId").empty()) co_return json::object{};
  const std::string instance = known.place.instance_id;
  auto attaching = attach_interface(env_, known.place, known.text("networkInterfaceId"));
  const auto attached = co_await std::move(attaching);
  if (attached.has_error() && attached.error().code == "AttachmentLimitExceeded")
    co_return ApiError{attached.error().code, "Unable to attach network interface to unused device index."};
  if (attached.has_error())
    co_return unexpected("attach network interface to instance '" + instance + "'", attached.error());
  co_return json::object{{"eniAttachmentId", *attached}};
}

Task<ApiResult<void>> TaskInterfaces::attach(EcsTaskNumber number) {
  auto known = find(number);
  if (!known) co_return ApiResult<void>{};
  auto creation = create(*known);
  ENI_CO_TRY(const json::object made, co_await std::move(creation));
  // Before the next step, so that a killed sandbox knows what to take away.
  note(number, made);
  for (const auto& [name, value] : made) known->attachment[name] = value;
  auto attachment = trunk_of(known->host).empty() ? attach_to_instance(*known) : associate(*known);
  ENI_CO_TRY(json::object attached, co_await std::move(attachment));
  attached["status"] = "ATTACHED";
  note(number, attached);
  co_return ApiResult<void>{};
}

Task<void> TaskInterfaces::detach(EcsTaskNumber number) {
  const auto known = find(number);
  if (!known) co_return;
  if (const std::string interface = known->text("networkInterfaceId"); !interface.empty()) {
    const InterfaceUse use{known->text("trunkAssociationId"), !known->text("eniAttachmentId").empty()};
    auto removing = remove_interface(env_, known->place, interface, use);
    const auto removed = co_await std::move(removing);
    if (removed.has_error()) {
      env_.log.warn("a task's interface cannot be removed",
                    {{"task", known->task.id}, {"interface", interface}});
    }
  }
  note(number, {{"status", "DELETED"}});
}

}  // namespace eni::sandbox::ecs_service
