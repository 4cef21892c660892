#include "sandbox/services/autoscaling/launches/look_ups.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/launch_source.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

// ---- subnets ----

json::array named_subnets(const json::object& settings) {
  json::array ids;
  for (const std::string& id : split(text_at(settings, "VPCZoneIdentifier"), ','))
    if (const auto name = trim(id); !name.empty()) ids.emplace_back(name);
  return ids;
}

json::object filter(std::string_view name, json::array values) {
  json::object filter{{"Name", name}};
  filter["Value"] = std::move(values);
  return filter;
}

json::object subnets_query(const json::object& settings) {
  json::object query;
  if (json::array ids = named_subnets(settings); !ids.empty()) {
    query["SubnetId"] = std::move(ids);
    return query;
  }
  json::array filters;
  filters.push_back(filter("availability-zone", array_at(settings, "AvailabilityZones")));
  filters.push_back(filter("default-for-az", json::array{json::string("true")}));
  query["Filter"] = std::move(filters);
  return query;
}

std::set<std::string> as_set(const json::array& texts) {
  std::set<std::string> set;
  for (const json::value& text : texts) set.insert(as_text(text));
  return set;
}

/// Zones that have no default subnet, of those that were asked for without naming subnets.
std::string zones_without_subnet(const json::array& given_zones, const std::set<std::string>& zones) {
  std::vector<std::string> missing;
  for (const std::string& zone : as_set(given_zones))
    if (!zones.contains(zone)) missing.push_back(zone);
  return join(missing, ", ");
}

ApiResult<json::object> filled_in(json::object settings, const json::array& subnets,
                                  const json::array& given_zones) {
  json::array known;
  std::set<std::string> zones;
  std::set<std::string> vpcs;
  for (const json::value& subnet : subnets) {
    const std::string zone = text_at(subnet, "availabilityZone");
    zones.insert(zone);
    vpcs.insert(text_at(subnet, "vpcId"));
    known.push_back(json::object{{"id", text_at(subnet, "subnetId")}, {"zone", zone}});
  }
  if (named_subnets(settings).empty()) {
    // [unverified] its wording
    if (const std::string missing = zones_without_subnet(array_at(settings, "AvailabilityZones"), zones);
        !missing.empty())
      return aws::validation_error("No default subnet for availability zone: '" + missing + "'.");
  } else if (!given_zones.empty() && as_set(given_zones) != zones) {
    return aws::validation_error(
        "The availability zones of the specified subnets and the Auto Scaling group do not match");
  }
  if (vpcs.size() > 1) return aws::validation_error("The specified subnets must all be in the same VPC.");
  json::array names;
  for (const std::string& zone : zones) names.emplace_back(zone);
  settings["AvailabilityZones"] = std::move(names);
  settings["_subnets"] = std::move(known);
  return settings;
}

// ---- launch sources ----

ApiResult<void> check_may_launch(const Call& call, const ResolvedTemplate& source) {
  const auto allowed = call.require("ec2:RunInstances", call.arn("ec2", "launch-template/" + source.id));
  if (allowed.has_value()) return {};
  return aws::validation_error("You are not authorized to use launch template: " + source.id);
}

/// A caller who has instances run as a role must be allowed to pass it.
Task<ApiResult<void>> check_may_pass(const Call& call, std::string profile) {
  if (profile.empty()) co_return ApiResult<void>{};
  profile = profile.substr(profile.rfind('/') + 1);
  json::object params{{"InstanceProfileName", profile}};
  auto asking = call_service(call.env, service_principal(call.account()), call.region, "iam",
                             "GetInstanceProfile", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return ApiResult<void>{};  // launches will say so
  for (const json::value& role : array_at(object_at(*reply, "InstanceProfile"), "Roles")) {
    ENI_CO_CHECK(
        call.require("iam:PassRole", text_at(role, "Arn"), {{"iam:PassedToService", "ec2.amazonaws.com"}}));
  }
  co_return ApiResult<void>{};
}

std::string profile_of(const json::object& data) {
  const json::object& profile = object_at(data, "iamInstanceProfile");
  const std::string arn = text_at(profile, "arn");
  return arn.empty() ? text_at(profile, "name") : arn;
}

/// What a launch template names, and the operation that fails for what is not there.
struct NamedThing {
  std::string_view member;  ///< of the template's data: a text, or a list of texts
  std::string_view operation;
  std::string_view parameter;
};
constexpr NamedThing kNamedThings[] = {
    {"imageId", "DescribeImages", "ImageId"},
    {"instanceType", "DescribeInstanceTypes", "InstanceType"},
    {"keyName", "DescribeKeyPairs", "KeyName"},
    {"securityGroupIdSet", "DescribeSecurityGroups", "GroupId"},
};

/// Names to look for. An image that a parameter of Parameter Store names is known when it is launched.
json::array names_in(const json::object& data, const NamedThing& thing) {
  if (const json::array& list = array_at(data, thing.member); !list.empty()) return list;
  json::array names;
  const std::string name = text_at(data, thing.member);
  if (!name.empty() && !name.starts_with("resolve:")) names.emplace_back(name);
  return names;
}

/// Without what a template names no instance would ever be launched.
Task<ApiResult<void>> check_template_data(const Call& call, json::object data) {
  for (const NamedThing& thing : kNamedThings) {
    json::array names = names_in(data, thing);
    if (names.empty()) continue;
    json::object params;
    params[thing.parameter] = std::move(names);
    auto asking = call_service(call.env, service_principal(call.account()), call.region, "ec2",
                               std::string(thing.operation), std::move(params));
    const auto reply = co_await std::move(asking);
    if (reply.has_value()) continue;
    co_return aws::validation_error("You must use a valid fully-formed launch template. " +
                                    reply.error().message);
  }
  co_return ApiResult<void>{};
}

ApiResult<void> check_named_once(const json::object& specification) {
  if (text_at(specification, "LaunchTemplateId").empty() !=
      text_at(specification, "LaunchTemplateName").empty())
    return {};
  return aws::validation_error("Valid requests must contain either launchTemplateId or LaunchTemplateName");
}

/// The specification with the template's id and name; without a version if none was given.
Task<ApiResult<json::object>> completed(const Call& call, json::object specification) {
  ENI_CO_CHECK(check_named_once(specification));
  auto resolving = resolve_template(call.env, service_principal(call.account()), call.region, specification);
  ENI_CO_TRY(const auto source, co_await std::move(resolving));
  ENI_CO_CHECK(check_may_launch(call, source));
  auto checking = check_template_data(call, source.data);
  ENI_CO_CHECK(co_await std::move(checking));
  auto passing = check_may_pass(call, profile_of(source.data));
  ENI_CO_CHECK(co_await std::move(passing));
  specification["LaunchTemplateId"] = source.id;
  specification["LaunchTemplateName"] = source.name;
  co_return specification;
}

/// Instance types of overrides that there are not, in EC2's words.
Task<ApiResult<void>> check_types(const Call& call, json::array overrides) {
  std::set<std::string> types;
  for (const json::value& entry : overrides)
    if (const std::string type = text_at(entry, "InstanceType"); !type.empty()) types.insert(type);
  if (types.empty()) co_return ApiResult<void>{};
  json::array names;
  for (const std::string& type : types) names.emplace_back(type);
  json::object params;
  params["InstanceType"] = std::move(names);
  auto asking = call_service(call.env, service_principal(call.account()), call.region, "ec2",
                             "DescribeInstanceTypes", std::move(params));
  const auto reply = co_await std::move(asking);
  // [unverified] that it says so in these words
  if (reply.has_error()) co_return aws::validation_error(reply.error().message);
  co_return ApiResult<void>{};
}

Task<ApiResult<json::object>> completed_policy(const Call& call, json::object policy) {
  json::object launch_template = object_at(policy, "LaunchTemplate");
  auto main = completed(call, object_at(launch_template, "LaunchTemplateSpecification"));
  ENI_CO_TRY(launch_template["LaunchTemplateSpecification"], co_await std::move(main));
  json::array overrides = array_at(launch_template, "Overrides");
  auto checking = check_types(call, overrides);
  ENI_CO_CHECK(co_await std::move(checking));
  for (json::value& entry : overrides) {
    const json::object own = object_at(entry, "LaunchTemplateSpecification");
    if (own.empty()) continue;
    auto completing = completed(call, own);
    ENI_CO_TRY(entry.as_object()["LaunchTemplateSpecification"], co_await std::move(completing));
  }
  launch_template["Overrides"] = std::move(overrides);
  policy["LaunchTemplate"] = std::move(launch_template);
  json::object settings;
  settings["MixedInstancesPolicy"] = policy;
  auto choosing =
      resolve_choices(call.env, service_principal(call.account()), call.region, std::move(settings));
  ENI_CO_CHECK(co_await std::move(choosing));
  json::object distribution{{"OnDemandAllocationStrategy", "prioritized"},
                            {"OnDemandBaseCapacity", 0},
                            {"OnDemandPercentageAboveBaseCapacity", 100},
                            {"SpotAllocationStrategy", "lowest-price"}};
  for (const auto& [name, value] : object_at(policy, "InstancesDistribution")) distribution[name] = value;
  policy["InstancesDistribution"] = std::move(distribution);
  co_return policy;
}

Task<ApiResult<json::object>> with_configuration(const Call& call, json::object settings) {
  const std::string name = text_at(settings, "LaunchConfigurationName");
  const auto found = groups_of(call).find_launch_configuration(place_of(call), name);
  if (!found)
    co_return aws::validation_error("Launch configuration name not found - Launch configuration " + name +
                                    " not found");
  auto passing = check_may_pass(call, text_at(found->document, "IamInstanceProfile"));
  ENI_CO_CHECK(co_await std::move(passing));
  co_return settings;
}

}  // namespace

Task<ApiResult<json::object>> with_subnets(const Call& call, json::object settings, json::array given_zones) {
  if (named_subnets(settings).empty() && array_at(settings, "AvailabilityZones").empty())
    co_return aws::validation_error("At least one Availability Zone or VPC Subnet is required.");
  auto asking = call_service(call.env, service_principal(call.account()), call.region, "ec2",
                             "DescribeSubnets", subnets_query(settings));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return aws::validation_error(reply.error().message);
  co_return filled_in(std::move(settings), array_at(*reply, "subnetSet"), given_zones);
}

Task<ApiResult<void>> check_target_groups(const Call& call, json::array arns) {
  for (const json::value& arn : arns) {
    json::array one;
    one.push_back(arn);
    json::object params;
    params["TargetGroupArns"] = std::move(one);
    auto asking = call_service(call.env, service_principal(call.account()), call.region,
                               "elasticloadbalancing", "DescribeTargetGroups", std::move(params));
    const auto reply = co_await std::move(asking);
    if (reply.has_error() || array_at(*reply, "TargetGroups").empty())
      co_return aws::validation_error(
          "Provided Target Groups may not be valid. Please ensure they exist and try again.");
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<json::object>> with_launch_source(const Call& call, json::object settings) {
  if (find(settings, "LaunchConfigurationName")) {
    auto checking = with_configuration(call, std::move(settings));
    co_return co_await std::move(checking);
  }
  if (find(settings, "LaunchTemplate")) {
    auto completing = completed(call, object_at(settings, "LaunchTemplate"));
    ENI_CO_TRY(settings["LaunchTemplate"], co_await std::move(completing));
  } else {
    auto completing = completed_policy(call, object_at(settings, "MixedInstancesPolicy"));
    ENI_CO_TRY(settings["MixedInstancesPolicy"], co_await std::move(completing));
  }
  const std::string id = text_at(launch_template_of(settings), "LaunchTemplateId");
  settings["_templateId"] = id;
  co_return settings;
}

}  // namespace eni::sandbox::autoscaling_service
