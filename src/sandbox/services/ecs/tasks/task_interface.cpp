#include "sandbox/services/ecs/tasks/task_interface.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/service_linked_role.h"

namespace eni::sandbox::ecs_service {

namespace {

/// EC2 takes a moment to detach; an interface in use cannot be deleted.
constexpr Duration kDetachPause = std::chrono::seconds{1};
constexpr int kReleaseAttempts = 60;
constexpr std::int64_t kLastDeviceIndex = 127;
constexpr std::string_view kIpv6Capability = "ecs.capability.task-eni.ipv6";

std::string text_of(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

std::string trunk_of(const EcsContainerInstance& host) {
  const json::value* trunk = find(host.document, "trunk");
  if (trunk == nullptr || !trunk->is_object()) return {};
  return text_of(trunk->get_object(), "networkInterfaceId");
}

ApiError unexpected(const std::string& what, const ApiError& error) {
  return {error.code, "Unexpected EC2 error while attempting to " + what + ": " + error.code,
          error.http_status};
}

bool is_index_in_use(const ApiError& error) {
  return error.code == "InvalidParameterValue" && error.message.find("device index") != std::string::npos;
}

std::string first_ipv6(const json::object& interface) {
  const json::value* set = find(interface, "ipv6AddressesSet");
  if (set == nullptr || !set->is_array() || set->get_array().empty()) return {};
  const json::value& first = set->get_array().front();
  return first.is_object() ? text_of(first.get_object(), "ipv6Address") : std::string{};
}

/// What an attachment keeps of EC2's NetworkInterface.
json::object kept_of(const json::object& interface) {
  json::object members{{"networkInterfaceId", text_of(interface, "networkInterfaceId")},
                       {"macAddress", text_of(interface, "macAddress")},
                       {"privateDnsName", text_of(interface, "privateDnsName")},
                       {"privateIPv4Address", text_of(interface, "privateIpAddress")}};
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

/// A task with what an EC2 call for it needs.
struct TaskInterfaces::Place {
  EcsTask task;
  EcsContainerInstance host;
  aws::AccountId account;
  aws::Region region;
  std::string attachment_arn;
  json::object attachment;

  std::string text(std::string_view name) const { return text_of(attachment, name); }
};

std::optional<TaskInterfaces::Place> TaskInterfaces::place_of_task(EcsTaskNumber number) {
  auto task = env_.store.get<EcsTaskRepository>().find(number);
  if (!task || attachment_of(*task) == nullptr) return std::nullopt;
  auto host = env_.store.get<EcsContainerInstanceRepository>().find(task->host);
  const auto cluster = env_.store.get<EcsClusterRepository>().find(task->cluster);
  if (!host || !cluster) return std::nullopt;
  Place place{*std::move(task),
              *std::move(host),
              aws::AccountId{cluster->account},
              aws::Region{cluster->region},
              {},
              {}};
  place.attachment = *attachment_of(place.task);
  // …:cluster/NAME to …:attachment/ID
  place.attachment_arn = cluster->arn.substr(0, cluster->arn.size() - std::string_view("cluster/").size() -
                                                    cluster->name.size()) +
                         "attachment/" + place.text("id");
  return place;
}

Task<ApiResult<json::object>> TaskInterfaces::ec2(const Place& place, std::string operation,
                                                  json::object params) {
  const Principal principal = service_linked_principal(env_.store, place.account, place.region);
  auto call = env_.gateway.call(principal, place.region, "ec2", operation, std::move(params));
  auto result = co_await std::move(call);
  if (result.has_error()) co_return std::move(result).error();
  co_return std::move(result->value.as_object());
}

void TaskInterfaces::note(EcsTaskNumber number, const json::object& members,
                          std::optional<std::int64_t> slot) {
  const auto before = env_.store.get<EcsTaskRepository>().find(number);
  if (!before) return;
  EcsTask task = *before;
  json::object* attachment = attachment_of(task);
  if (attachment == nullptr) return;
  for (const auto& [name, value] : members) (*attachment)[name] = value;
  if (slot) task.slot = *slot;
  accounting_.change(task, *before);
}

Task<ApiResult<void>> TaskInterfaces::create(EcsTaskNumber number) {
  const auto place = place_of_task(number);
  if (!place || !place->text("networkInterfaceId").empty()) co_return ApiResult<void>{};
  const auto plan = indexes_.plan(place->task.origin);
  const std::string subnet = place->text("subnetId");
  json::object params{
      {"SubnetId", subnet}, {"Description", place->attachment_arn}, {"ClientToken", place->text("id")}};
  if (!trunk_of(place->host).empty()) params.emplace("InterfaceType", "branch");
  // A count of 0 overrides the subnet's own option.
  if (const auto ipv6 = plan->network ? plan->network->wants_ipv6(subnet) : std::nullopt)
    params.emplace("Ipv6AddressCount", *ipv6 && place->host.attributes.contains(kIpv6Capability) ? 1 : 0);
  if (plan->network && !plan->network->security_groups.empty()) {
    const auto& groups = plan->network->security_groups;
    params.emplace("SecurityGroupId", json::array(groups.begin(), groups.end()));
  }
  auto call = ec2(*place, "CreateNetworkInterface", std::move(params));
  auto made = co_await std::move(call);
  if (made.has_error())
    co_return unexpected("Create Network Interface in subnet '" + subnet + "'", made.error());
  const json::value* interface = find(*made, "networkInterface");
  note(number, kept_of(interface->as_object()));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> TaskInterfaces::associate(EcsTaskNumber number, std::string trunk) {
  const auto place = place_of_task(number);
  if (!place || !place->text("trunkAssociationId").empty()) co_return ApiResult<void>{};
  json::object params{{"BranchInterfaceId", place->text("networkInterfaceId")},
                      {"TrunkInterfaceId", trunk},
                      {"VlanId", place->task.slot},
                      {"ClientToken", place->text("id")}};
  auto call = ec2(*place, "AssociateTrunkInterface", std::move(params));
  auto made = co_await std::move(call);
  if (made.has_error())
    co_return unexpected("associate the network interface with trunk '" + trunk + "'", made.error());
  const json::object& association = find(*made, "interfaceAssociation")->as_object();
  note(number, {{"trunkAssociationId", text_of(association, "associationId")}});
  co_return ApiResult<void>{};
}

/// ECS counts its own interfaces only: where somebody attached others by hand, it looks for the next free index, and
/// there may be none.
Task<ApiResult<void>> TaskInterfaces::attach_to_instance(EcsTaskNumber number) {
  const auto place = place_of_task(number);
  if (!place || !place->text("eniAttachmentId").empty()) co_return ApiResult<void>{};
  const std::string instance = place->host.ec2_instance_id;
  for (std::int64_t index = place->task.slot; index <= kLastDeviceIndex; ++index) {
    json::object params{{"NetworkInterfaceId", place->text("networkInterfaceId")},
                        {"InstanceId", instance},
                        {"DeviceIndex", index}};
    auto call = ec2(*place, "AttachNetworkInterface", std::move(params));
    auto made = co_await std::move(call);
    if (!made.has_error()) {
      note(number, {{"eniAttachmentId", text_of(*made, "attachmentId")}}, index);
      co_return ApiResult<void>{};
    }
    const std::string& code = made.error().code;
    if (code == "AttachmentLimitExceeded") break;
    if (code == "InvalidNetworkInterface.InUse") {
      // Attached before the sandbox was killed, and not noted.
      auto finding = attachment_in_ec2(number);
      co_return co_await std::move(finding);
    }
    if (!is_index_in_use(made.error()))
      co_return unexpected("attach network interface to instance '" + instance + "'", made.error());
  }
  co_return ApiError{"AttachmentLimitExceeded", "Unable to attach network interface to unused device index."};
}

Task<ApiResult<void>> TaskInterfaces::attachment_in_ec2(EcsTaskNumber number) {
  const auto place = place_of_task(number);
  if (!place) co_return ApiResult<void>{};
  json::object params{{"NetworkInterfaceId", json::array{json::string(place->text("networkInterfaceId"))}}};
  auto call = ec2(*place, "DescribeNetworkInterfaces", std::move(params));
  ENI_CO_TRY(const json::object reply, co_await std::move(call));
  const json::value* set = find(reply, "networkInterfaceSet");
  if (set != nullptr && set->is_array() && !set->get_array().empty()) {
    const json::value* attachment = find(set->get_array().front(), "attachment");
    if (attachment != nullptr && attachment->is_object())
      note(number, {{"eniAttachmentId", text_of(attachment->get_object(), "attachmentId")}});
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> TaskInterfaces::attach(EcsTaskNumber number) {
  const auto place = place_of_task(number);
  if (!place) co_return ApiResult<void>{};
  const std::string trunk = trunk_of(place->host);
  auto creation = create(number);
  ENI_CO_CHECK(co_await std::move(creation));
  auto attachment = trunk.empty() ? attach_to_instance(number) : associate(number, trunk);
  ENI_CO_CHECK(co_await std::move(attachment));
  note(number, {{"status", "ATTACHED"}});
  co_return ApiResult<void>{};
}

Task<bool> TaskInterfaces::release(const Place& place) {
  // What EC2 no longer knows went with its host or a moment ago, which is as well.
  if (const std::string association = place.text("trunkAssociationId"); !association.empty()) {
    json::object params{{"AssociationId", association}};
    auto call = ec2(place, "DisassociateTrunkInterface", std::move(params));
    static_cast<void>(co_await std::move(call));
  }
  if (const std::string attachment = place.text("eniAttachmentId"); !attachment.empty()) {
    json::object params{{"AttachmentId", attachment}, {"Force", true}};
    auto call = ec2(place, "DetachNetworkInterface", std::move(params));
    static_cast<void>(co_await std::move(call));
  }
  const std::string interface = place.text("networkInterfaceId");
  if (interface.empty()) co_return true;
  json::object params{{"NetworkInterfaceId", interface}};
  auto call = ec2(place, "DeleteNetworkInterface", std::move(params));
  const auto deleted = co_await std::move(call);
  co_return !deleted.has_error() || deleted.error().code == "InvalidNetworkInterfaceID.NotFound";
}

/// From the start each time: an interface cannot be deleted because it is not detached yet.
Task<void> TaskInterfaces::detach(EcsTaskNumber number) {
  const auto place = place_of_task(number);
  if (!place) co_return;
  for (int attempt = 1;; ++attempt) {
    auto releasing = release(*place);
    const bool gone = co_await std::move(releasing);
    if (gone) break;
    if (attempt == kReleaseAttempts) {
      env_.log.warn("a task's interface cannot be removed",
                    {{"task", place->task.id}, {"interface", place->text("networkInterfaceId")}});
      break;
    }
    co_await sleep_for(env_.scheduler, kDetachPause);
  }
  note(number, {{"status", "DELETED"}});
}

}  // namespace eni::sandbox::ecs_service
