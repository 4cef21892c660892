#include <set>

#include "base/text.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/service_linked_role.h"
#include "sandbox/services/elasticloadbalancing/targets/operations.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::elb_service {
namespace {

/// One that is asked for.
struct Wanted {
  std::string id;
  std::int64_t port = 0;
  std::string zone;  ///< "" if not given
};

std::vector<Wanted> read_targets(const Call& call, const ElbTargetGroup& group) {
  std::vector<Wanted> wanted;
  for (const json::object& target : objects_in(call.params.all(), "Targets"))
    wanted.push_back({text_at(target, "Id"),
                      number_at(target, "Port").value_or(integer_at(group.document, "Port")),
                      text_at(target, "AvailabilityZone")});
  return wanted;
}

std::string quoted(const std::vector<std::string>& ids) { return "'" + join(ids, "', '") + "'"; }

/// By what EC2 says: they are there, run, and are in the group's VPC. @error  InvalidTarget, ValidationError
ApiResult<void> check_instances(const json::object& reply, const std::string& vpc_id) {
  std::vector<std::string> elsewhere;
  std::vector<std::string> not_running;
  for (const json::value& reservation : array_at(reply, "reservationSet")) {
    for (const json::value& instance : array_at(reservation, "instancesSet")) {
      const std::string id = text_at(instance, "instanceId");
      const std::string state = text_at(object_at(instance, "instanceState"), "name");
      if (state != "running") not_running.push_back(id);
      if (text_at(instance, "vpcId") != vpc_id) elsewhere.push_back(id);
    }
  }
  if (!not_running.empty())
    return invalid_target("The following targets are not in a running state and cannot be registered: " +
                          quoted(not_running));
  if (!elsewhere.empty())
    return invalid_target("The following targets are not in the target group VPC '" + vpc_id +
                          "': " + quoted(elsewhere));
  return {};
}

Task<ApiResult<void>> check_instances(const Call& call, std::vector<Wanted> wanted, std::string vpc_id) {
  std::set<std::string> ids;
  for (const Wanted& target : wanted) {
    if (!target.zone.empty())  // Assumed wording.
      co_return aws::validation_error(
          "An Availability Zone cannot be specified for targets of target groups with the target type "
          "'instance'");
    ids.insert(target.id);
  }
  json::object params{{"InstanceId", json::array(ids.begin(), ids.end())}};
  auto asking = call_ec2(call.env, call.account(), call.region, "DescribeInstances", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return invalid_target(reply.error().message);
  co_return check_instances(*reply, vpc_id);
}

/// Source: Application Load Balancers User Guide, "Target type": subnets of the VPC, RFC 1918 and RFC 6598.
bool is_private(vpc::Ipv4 address) {
  for (const std::string_view block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"})
    if (vpc::Cidr4::parse(block)->contains(address)) return true;
  return false;
}

/// The zone of the subnet with the address; "" if none has it.
std::string zone_of(const json::array& subnets, const std::string& address) {
  const auto ipv4 = vpc::parse_ipv4(address);
  const auto ipv6 = vpc::parse_ipv6(address);
  for (const json::value& subnet : subnets) {
    if (ipv4) {
      const auto block = vpc::Cidr4::parse(text_at(subnet, "cidrBlock"));
      if (block && block->contains(*ipv4)) return text_at(subnet, "availabilityZone");
    }
    for (const json::value& association : array_at(subnet, "ipv6CidrBlockAssociationSet")) {
      const auto block = vpc::Cidr6::parse(text_at(association, "ipv6CidrBlock"));
      if (ipv6 && block && block->contains(*ipv6)) return text_at(subnet, "availabilityZone");
    }
  }
  return {};
}

/// Gives each its zone. @error  ValidationError, InvalidTarget; wordings assumed
ApiResult<std::vector<Wanted>> place_addresses(std::vector<Wanted> wanted, const json::array& subnets,
                                               const json::array& blocks, bool is_ipv6_group) {
  for (Wanted& target : wanted) {
    const auto ipv4 = vpc::parse_ipv4(target.id);
    const bool is_valid = is_ipv6_group ? vpc::parse_ipv6(target.id).has_value() : ipv4.has_value();
    if (!is_valid)
      return aws::validation_error("The IP address '" + target.id + "' is not a valid " +
                                   (is_ipv6_group ? "IPv6" : "IPv4") + " address");
    const std::string zone = zone_of(subnets, target.id);
    bool is_in_vpc = !zone.empty();
    for (const json::value& block : blocks) {
      const auto cidr = vpc::Cidr4::parse(text_at(block, "cidrBlock"));
      if (ipv4 && cidr && cidr->contains(*ipv4)) is_in_vpc = true;
    }
    if (!is_in_vpc && ipv4 && !is_private(*ipv4))
      return aws::validation_error("The IP address '" + target.id +
                                   "' is not within the VPC and is not a private address");
    if (!is_in_vpc && target.zone.empty())
      return aws::validation_error("You must specify an Availability Zone for the IP address '" + target.id +
                                   "', which is outside the VPC");
    if (target.zone.empty()) target.zone = zone;
  }
  return wanted;
}

Task<ApiResult<std::vector<Wanted>>> place_addresses(const Call& call, std::vector<Wanted> wanted,
                                                     const ElbTargetGroup& group) {
  const std::string vpc_id = text_at(group.document, "VpcId");
  json::array values;
  values.emplace_back(vpc_id);
  json::array filters;
  filters.push_back(json::object{{"Name", "vpc-id"}, {"Value", values}});
  json::object params{{"Filter", std::move(filters)}};
  auto asking = call_ec2(call.env, call.account(), call.region, "DescribeSubnets", std::move(params));
  ENI_CO_TRY(const json::object subnets, co_await std::move(asking));
  json::object of_vpc{{"VpcId", std::move(values)}};
  auto looking = call_ec2(call.env, call.account(), call.region, "DescribeVpcs", std::move(of_vpc));
  ENI_CO_TRY(const json::object vpcs, co_await std::move(looking));
  json::array blocks;
  for (const json::value& vpc : array_at(vpcs, "vpcSet"))
    for (const json::value& block : array_at(vpc, "cidrBlockAssociationSet")) blocks.push_back(block);
  const bool is_ipv6 = text_at(group.document, "IpAddressType") == "ipv6";
  co_return place_addresses(std::move(wanted), array_at(subnets, "subnetSet"), blocks, is_ipv6);
}

/// @error  TooManyTargets
ApiResult<void> store_targets(const Call& call, const ElbTargetGroup& group,
                              const std::vector<Wanted>& wanted) {
  ElbTargetRepository& targets = target_repository(call);
  const std::int64_t now = now_millis(call.env);
  sqlite::Transaction transaction{call.env.store.database()};
  for (const Wanted& one : wanted) {
    auto present = targets.find_target(group.number, one.id, one.port);
    if (present && present->state != "draining") continue;
    if (present) {
      targets.update(begin_registration(*present, now));
    } else {
      ElbTarget target;
      target.target_group = group.number;
      target.id = one.id;
      target.port = one.port;
      target.zone = one.zone;
      if (text_at(group.document, "TargetType") == "instance") target.instance = one.id;
      present = targets.insert(begin_registration(std::move(target), now));
    }
    engine_of(call.env).targets().consider(present->number);
  }
  if (targets.targets(group.number).size() > static_cast<std::size_t>(kMaxTargets))
    return ApiError{"TooManyTargets",  // Assumed wording.
                    "The maximum number of targets of target group '" + group.arn + "' is '" +
                        std::to_string(kMaxTargets) + "'"};
  transaction.commit();
  engine_of(call.env).traffic().consider(group.number);
  return {};
}

}  // namespace

Task<ApiResult<Reply>> register_targets(Call& call) {
  ENI_CO_TRY(const ElbTargetGroup group, find_target_group(call, call.params.text_or("TargetGroupArn", "")));
  auto wanted = read_targets(call, group);
  if (wanted.empty())  // Assumed wording.
    co_return aws::validation_error("At least one target must be specified");
  if (text_at(group.document, "TargetType") == "instance") {
    auto checking = check_instances(call, wanted, text_at(group.document, "VpcId"));
    ENI_CO_CHECK(co_await std::move(checking));
  } else {
    auto placing = place_addresses(call, wanted, group);
    ENI_CO_TRY(wanted, co_await std::move(placing));
  }
  // It may have been deleted while EC2 was asked.
  ENI_CO_CHECK(find_target_group(call, group.arn));
  ENI_CO_CHECK(store_targets(call, group, wanted));
  co_return Reply{};
}

}  // namespace eni::sandbox::elb_service
