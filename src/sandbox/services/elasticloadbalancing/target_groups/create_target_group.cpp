#include "sandbox/gateway/commit_hook.h"
#include "sandbox/services/elasticloadbalancing/attribute_defaults.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/names.h"
#include "sandbox/services/elasticloadbalancing/service_linked_role.h"
#include "sandbox/services/elasticloadbalancing/tag_input.h"
#include "sandbox/services/elasticloadbalancing/target_groups/health_check.h"
#include "sandbox/services/elasticloadbalancing/target_groups/operations.h"
#include "sandbox/services/elasticloadbalancing/target_groups/target_group_value.h"

namespace eni::sandbox::elb_service {
namespace {

/// @error  ValidationError, InvalidConfigurationRequest; wordings assumed
ApiResult<void> check_protocol(const std::string& protocol, const std::string& version) {
  if (protocol == "GENEVE" || protocol == "QUIC" || protocol == "TCP_QUIC")
    return unsupported("target groups with the protocol " + protocol);
  if (version.empty()) return {};
  if (!is_http(protocol))
    return invalid_configuration("Protocol versions are not supported for target groups with the " +
                                 protocol + " protocol");
  if (version != "HTTP1" && version != "HTTP2" && version != "GRPC")
    return aws::validation_error("Protocol version '" + version + "' must be one of 'HTTP1, HTTP2, GRPC'");
  return {};
}

/// Without what EC2 is to say. @error  ValidationError, InvalidConfigurationRequest
ApiResult<json::object> read_document(const Call& call) {
  ENI_CHECK(check_target_group_name(call.params.text_or("Name", "")));
  const std::string type = call.params.text_or("TargetType", "instance");
  if (type == "lambda" || type == "alb") return unsupported("target groups of the target type " + type);
  const std::string protocol = call.params.text_or("Protocol", "");
  const auto port = number_at(call.params.all(), "Port");
  const std::string vpc_id = call.params.text_or("VpcId", "");
  // Assumed wordings.
  if (protocol.empty()) return aws::validation_error("A protocol must be specified");
  if (!port) return aws::validation_error("A port must be specified");
  if (vpc_id.empty()) return aws::validation_error("A VPC ID must be specified");
  std::string version = call.params.text_or("ProtocolVersion", "");
  ENI_CHECK(check_protocol(protocol, version));
  const std::string addresses = call.params.text_or("IpAddressType", "ipv4");
  if (addresses == "ipv6" && type != "ip")  // Assumed wording.
    return invalid_configuration("The IP address type 'ipv6' is supported only for the target type 'ip'");
  if (version.empty() && is_http(protocol)) version = "HTTP1";
  json::object document =
      default_health_check(protocol, version, call.params.text_or("HealthCheckProtocol", ""));
  document["Protocol"] = protocol;
  document["Port"] = *port;
  document["VpcId"] = vpc_id;
  document["TargetType"] = type;
  document["IpAddressType"] = addresses;
  if (!version.empty()) document["ProtocolVersion"] = version;
  ENI_CHECK(change_health_check(call, document));
  document["attributes"] = target_group_attributes(protocol, type);
  return document;
}

/// @error  ValidationError "The VPC ID 'X' is not found"
Task<ApiResult<void>> check_vpc(const Call& call, std::string vpc_id) {
  json::array ids;
  ids.emplace_back(vpc_id);
  json::object params{{"VpcId", std::move(ids)}};
  auto asking = call_ec2(call.env, call.account(), call.region, "DescribeVpcs", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_value()) co_return ApiResult<void>{};
  if (reply.error().code.starts_with("InvalidVpc"))
    co_return aws::validation_error("The VPC ID '" + vpc_id + "' is not found");
  co_return reply.error();
}

bool is_same(const json::object& present, const json::object& wanted) {
  json::object a = present;
  json::object b = wanted;
  a.erase("attributes");
  b.erase("attributes");
  return a == b;
}

ApiResult<ElbTargetGroup> store_group(const Call& call, json::object document, const TagMap& tags) {
  const std::string name = call.params.text_or("Name", "");
  auto present = target_repository(call).find_named(call.account().value, call.region.value, name);
  if (present && is_same(present->document, document)) return *std::move(present);
  if (present)
    return ApiError{"DuplicateTargetGroupName",
                    "A target group with the same name '" + name + "' exists, but with different settings"};
  const auto all = target_repository(call).groups(call.account().value, call.region.value);
  if (all.size() >= static_cast<std::size_t>(kMaxTargetGroups))  // Assumed wording.
    return ApiError{"TooManyTargetGroups", "The maximum number of target groups has been reached"};
  ElbTargetGroup group;
  group.arn = call.arn("elasticloadbalancing", "targetgroup/" + name + "/" + new_id(call.random()));
  ENI_CHECK(may_tag(call, "CreateTargetGroup", group.arn, tags));
  group.account = call.account().value;
  group.region = call.region.value;
  group.name = name;
  group.document = std::move(document);
  sqlite::Transaction transaction{call.env.store.database()};
  group = target_repository(call).insert(std::move(group));
  ENI_CHECK(put_tags(call, group.arn, tags));
  run_commit_hook(call, reply_with(call, group));
  transaction.commit();
  return group;
}

}  // namespace

Task<ApiResult<Reply>> create_target_group(Call& call) {
  ENI_CO_TRY(json::object document, read_document(call));
  ENI_CO_TRY(const TagMap tags, read_tags(call));
  auto checking = check_vpc(call, text_at(document, "VpcId"));
  ENI_CO_CHECK(co_await std::move(checking));
  ENI_CO_TRY(const ElbTargetGroup group, store_group(call, std::move(document), tags));
  co_return reply_with(call, group);
}

}  // namespace eni::sandbox::elb_service
