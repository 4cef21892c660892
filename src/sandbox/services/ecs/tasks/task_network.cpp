#include "sandbox/services/ecs/tasks/task_network.h"

#include "base/text.h"
#include "sandbox/services/ecs/ec2_call.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/settings/account_settings.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxSubnets = 16;
constexpr std::size_t kMaxGroups = 5;

ApiResult<std::vector<std::string>> ids(const json::object& members, std::string_view name, std::size_t max) {
  auto out = texts_at(members, name);
  if (out.size() > max)
    return aws::invalid_parameter(std::string(name) + " can have at most " + std::to_string(max) + " items.");
  return out;
}

struct Asked {
  std::vector<std::string> subnets;
  std::vector<std::string> security_groups;
};

/// What can be said without EC2.
ApiResult<std::optional<Asked>> read_asked(const std::string& network_mode,
                                           const json::object* configuration) {
  const json::value* member =
      configuration != nullptr ? find(*configuration, "awsvpcConfiguration") : nullptr;
  const json::object* awsvpc = member != nullptr ? member->if_object() : nullptr;
  if (network_mode != "awsvpc") {
    if (awsvpc == nullptr) return std::optional<Asked>{};
    return aws::invalid_parameter(
        "Network Configuration is not valid for the given networkMode of this task definition.");
  }
  if (awsvpc == nullptr) {
    return aws::invalid_parameter(
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  Asked asked;
  ENI_TRY(asked.subnets, ids(*awsvpc, "subnets", kMaxSubnets));
  ENI_TRY(asked.security_groups, ids(*awsvpc, "securityGroups", kMaxGroups));
  if (asked.subnets.empty()) return aws::invalid_parameter("subnets can not be empty.");
  const std::string public_ip = text_at(*awsvpc, "assignPublicIp");
  if (public_ip == "ENABLED")
    return aws::invalid_parameter("Assign public IP is not supported for this launch type.");
  return std::optional<Asked>{std::move(asked)};
}

/// The items that a Describe operation of EC2 gives for ids.
/// @param what  as ECS names it: "subnet", "security group"
Task<ApiResult<json::array>> describe(const Call& call, std::string operation, std::string parameter,
                                      std::string member, std::vector<std::string> asked, std::string what) {
  json::object params{{parameter, json::array(asked.begin(), asked.end())}};
  const Principal principal = service_linked_principal(call.env.store, call.account(), call.region);
  auto asking = call_ec2(call.env, principal, call.region, std::move(operation), std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) {
    const ApiError& error = reply.error();
    co_return aws::invalid_parameter("Error retrieving " + what + " information for [" + join(asked, ", ") +
                                     "]: " + error.message + " (ErrorCode: " + error.code + ")");
  }
  co_return array_at(*reply, member);
}

bool has_ipv6(const json::value& subnet) { return !array_at(subnet, "ipv6CidrBlockAssociationSet").empty(); }

ApiResult<TaskNetwork> with_subnets(Asked asked, const json::array& items) {
  TaskNetwork network;
  network.security_groups = std::move(asked.security_groups);
  for (const std::string& id : asked.subnets) {
    for (const json::value& subnet : items) {
      if (text_at(subnet, "subnetId") != id) continue;
      network.subnets.push_back({id, text_at(subnet, "availabilityZone"), has_ipv6(subnet)});
      const std::string vpc = text_at(subnet, "vpcId");
      if (!network.vpc_id.empty() && network.vpc_id != vpc)
        return aws::invalid_parameter("Subnets must be in the same VPC.");
      network.vpc_id = vpc;
    }
  }
  return network;
}

ApiResult<void> check_groups(const TaskNetwork& network, const json::array& items) {
  for (const json::value& item : items) {
    const std::string vpc = text_at(item, "vpcId");
    if (vpc != network.vpc_id)
      return aws::invalid_parameter("Security groups must be in the same VPC as the subnets.");
  }
  return {};
}

}  // namespace

Task<ApiResult<std::optional<TaskNetwork>>> read_network(const Call& call, std::string network_mode,
                                                         const json::object* configuration) {
  ENI_CO_TRY(auto asked, read_asked(network_mode, configuration));
  if (!asked) co_return std::optional<TaskNetwork>{};
  auto role = ensure_service_linked_role(call);
  co_await std::move(role);
  if (!has_service_linked_role(call.env.store, call.account())) {
    co_return aws::invalid_parameter(
        "Unable to assume the service linked role. Please verify that the ECS service linked role exists.");
  }
  auto subnets = describe(call, "DescribeSubnets", "SubnetId", "subnetSet", asked->subnets, "subnet");
  ENI_CO_TRY(const json::array subnet_items, co_await std::move(subnets));
  const std::vector<std::string> group_ids = asked->security_groups;
  ENI_CO_TRY(TaskNetwork network, with_subnets(*std::move(asked), subnet_items));
  network.is_dual_stack = own_effective_value(call, "dualStackIPv6") == "enabled";
  if (!group_ids.empty()) {
    auto groups =
        describe(call, "DescribeSecurityGroups", "GroupId", "securityGroupInfo", group_ids, "security group");
    ENI_CO_TRY(const json::array group_items, co_await std::move(groups));
    ENI_CO_CHECK(check_groups(network, group_items));
  }
  co_return std::optional<TaskNetwork>{std::move(network)};
}

}  // namespace eni::sandbox::ecs_service
