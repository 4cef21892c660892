/// Elastic Load Balancing's types of application and network load balancers.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;
using From = Attribute::From;
using In = Parameter::In;

constexpr Tagging kTagging{"Tags",    Tagging::Form::kPairs, "AddTags", "RemoveTags", "ResourceArns",
                           "TagKeys", Tagging::By::kId};

/// Load balancers' and target groups' names are short.
constexpr NameRule kShortName{32};

/// "app/NAME/ID": how metrics name it.
void load_balancer_attributes(const ResourceCall& call, const json::object&, json::object& attributes) {
  constexpr std::string_view kMark = ":loadbalancer/";
  const std::size_t at = call.physical_id.find(kMark);
  attributes["LoadBalancerFullName"] =
      at == std::string::npos ? call.physical_id : call.physical_id.substr(at + kMark.size());
}

/// "targetgroup/NAME/ID"
void target_group_attributes(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["TargetGroupFullName"] = call.physical_id.substr(call.physical_id.rfind(':') + 1);
}

/// ModifyRule does not take it.
Task<ApiResult<void>> change_priority(ResourceCall& call) {
  if (!has_changed(call, "Priority")) co_return ApiResult<void>{};
  json::object rule{{"RuleArn", call.physical_id}};
  put_property(*find_resource_type("AWS::ElasticLoadBalancingV2::ListenerRule"), call, {"Priority"}, rule);
  json::object params;
  params["RulePriorities"] = json::array{std::move(rule)};
  co_return co_await call.tell("elasticloadbalancing", "SetRulePriorities", std::move(params));
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::ElasticLoadBalancingV2::LoadBalancer",
        .attributes = {{"CanonicalHostedZoneID", "CanonicalHostedZoneId"},
                       {"DNSName", "DNSName"},
                       "LoadBalancerArn",
                       {"LoadBalancerFullName", From::kFunction},
                       {"LoadBalancerName", "LoadBalancerName"},
                       {"SecurityGroups", "SecurityGroups"}},
        .name_property = "Name",
        .name_rule = kShortName,
        .calls =
            {.service = "elasticloadbalancing",
             .id_member = "LoadBalancerArn",
             .create = "CreateLoadBalancer",
             .name_member = "Name",
             .takes = {"IpAddressType", "Scheme", "SecurityGroups", "SubnetMappings", "Subnets", "Type"},
             .made = "LoadBalancers",
             .id = "LoadBalancerArn",
             .read = "DescribeLoadBalancers",
             .item = "LoadBalancers",
             .names_member = "Names",
             .states = {.path = "State.Code",
                        .ready = "active",
                        .pending = "provisioning",
                        .reason = "State.Reason"},
             .further = {{"DescribeLoadBalancerAttributes"}},
             .shows = {{"Subnets", "AvailabilityZones.SubnetId"}},
             .settings = {{.put = "ModifyLoadBalancerAttributes",
                           .takes = {{"LoadBalancerAttributes", "Attributes"}}},
                          {.put = "SetIpAddressType",
                           .takes = {{"IpAddressType", "", R"("ipv4")"}},
                           .at = At::kUpdate},
                          {.put = "SetSecurityGroups", .takes = {"SecurityGroups"}, .at = At::kUpdate},
                          {.put = "SetSubnets", .takes = {"SubnetMappings", "Subnets"}, .at = At::kUpdate}},
             .remove = "DeleteLoadBalancer",
             .tagging = &kTagging},
        .attributes_of = load_balancer_attributes,
    },
    {
        .name = "AWS::ElasticLoadBalancingV2::TargetGroup",
        .attributes = {{"LoadBalancerArns", "LoadBalancerArns"},
                       "TargetGroupArn",
                       {"TargetGroupFullName", From::kFunction},
                       {"TargetGroupName", "TargetGroupName"}},
        .name_property = "Name",
        .name_rule = kShortName,
        .calls = {.service = "elasticloadbalancing",
                  .id_member = "TargetGroupArn",
                  .create = "CreateTargetGroup",
                  .name_member = "Name",
                  .takes = {"HealthCheckEnabled",
                            "HealthCheckIntervalSeconds",
                            "HealthCheckPath",
                            "HealthCheckPort",
                            "HealthCheckProtocol",
                            "HealthCheckTimeoutSeconds",
                            "HealthyThresholdCount",
                            {"IpAddressType", In::kCreate},
                            "Matcher",
                            {"Port", In::kCreate},
                            {"Protocol", In::kCreate},
                            {"ProtocolVersion", In::kCreate},
                            {"TargetType", In::kCreate},
                            "UnhealthyThresholdCount",
                            {"VpcId", In::kCreate}},
                  .made = "TargetGroups",
                  .id = "TargetGroupArn",
                  .read = "DescribeTargetGroups",
                  .item = "TargetGroups",
                  .names_member = "Names",
                  .further = {{"DescribeTargetGroupAttributes"}},
                  .update = "ModifyTargetGroup",
                  .settings = {{.put = "ModifyTargetGroupAttributes",
                                .takes = {{"TargetGroupAttributes", "Attributes"}}}},
                  .lists = {{.property = "Targets",
                             .member = "Targets",
                             .add = "RegisterTargets",
                             .remove = "DeregisterTargets"}},
                  .remove = "DeleteTargetGroup",
                  .tagging = &kTagging},
        .has_live_attributes = true,
        .attributes_of = target_group_attributes,
    },
    {
        .name = "AWS::ElasticLoadBalancingV2::Listener",
        .attributes = {"ListenerArn"},
        .calls = {.service = "elasticloadbalancing",
                  .id_member = "ListenerArn",
                  .create = "CreateListener",
                  .takes = {{"AlpnPolicy", "", "[]"},
                            "Certificates",
                            "DefaultActions",
                            {"LoadBalancerArn", In::kCreate},
                            {"MutualAuthentication", "", R"({"Mode": "off"})"},
                            "Port",
                            "Protocol",
                            "SslPolicy"},
                  .made = "Listeners",
                  .id = "ListenerArn",
                  .read = "DescribeListeners",
                  .item = "Listeners",
                  .further = {{"DescribeListenerAttributes"}},
                  .update = "ModifyListener",
                  .settings = {{.put = "ModifyListenerAttributes",
                                .takes = {{"ListenerAttributes", "Attributes"}}}},
                  .remove = "DeleteListener",
                  .tagging = &kTagging},
    },
    {
        .name = "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        .attributes = {"Id"},
        .name_rule = {255},
        .calls = {.service = "elasticloadbalancing",
                  .keys = {"ListenerArn"},
                  .lists = {{.property = "Certificates",
                             .member = "Certificates",
                             .add = "AddListenerCertificates",
                             .remove = "RemoveListenerCertificates"}}},
    },
    {
        .name = "AWS::ElasticLoadBalancingV2::ListenerRule",
        .attributes = {{"IsDefault", "IsDefault"}, "RuleArn"},
        .calls = {.service = "elasticloadbalancing",
                  .id_member = "RuleArn",
                  .create = "CreateRule",
                  .takes = {"Actions",
                            "Conditions",
                            {"ListenerArn", In::kCreate},
                            {"Priority", In::kCreate},
                            {"Transforms", "", "[]"}},
                  .made = "Rules",
                  .id = "RuleArn",
                  .read = "DescribeRules",
                  .item = "Rules",
                  .update = "ModifyRule",
                  .remove = "DeleteRule",
                  .tagging = &kTagging},
        .change = change_priority,
    },
};

}  // namespace

const std::span<const ResourceType> kElasticLoadBalancingV2Types{kTypes};

}  // namespace eni::sandbox::cloudformation
