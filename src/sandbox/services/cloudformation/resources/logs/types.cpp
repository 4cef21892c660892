/// CloudWatch Logs' types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Tagging kTagging{"tags",        Tagging::Form::kMap, "TagResource",    "UntagResource",
                           "resourceArn", "tagKeys",           Tagging::By::kArn};

/// Whether the operation lists, in `list`, what has the physical id as its `name`.
Task<ApiResult<bool>> is_listed(ResourceCall& call, std::string_view operation, json::object params,
                                std::string_view list, std::string_view name) {
  const ApiResult<json::object> reply = co_await call.call("logs", operation, params);
  if (reply.has_error()) co_return found(reply);
  for (const json::object& row : objects_of(*reply, list)) {
    if (scalar_text_at(row, name) == call.physical_id) co_return true;
  }
  co_return false;
}

Task<ApiResult<bool>> group_exists(ResourceCall& call) {
  return is_listed(call, "DescribeLogGroups", {{"logGroupNamePrefix", call.physical_id}}, "logGroups",
                   "logGroupName");
}

/// Of its streams, as policies name them.
void group_arn(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["Arn"] = call.regional_arn("logs", "log-group:" + call.physical_id + ":*");
}

Task<ApiResult<bool>> stream_exists(ResourceCall& call) {
  json::object params{{"logGroupName", scalar_text_at(call.properties, "LogGroupName")},
                      {"logStreamNamePrefix", call.physical_id}};
  return is_listed(call, "DescribeLogStreams", std::move(params), "logStreams", "logStreamName");
}

/// A Region has at most ten: they are on one page.
Task<ApiResult<bool>> resource_policy_exists(ResourceCall& call) {
  return is_listed(call, "DescribeResourcePolicies", {}, "resourcePolicies", "policyName");
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::Logs::LogGroup",
        .attributes = {{"Arn", Attribute::From::kFunction}},
        .name_property = "LogGroupName",
        .name_rule = {512},
        .calls = {.service = "logs",
                  .id_member = "logGroupName",
                  .create = "CreateLogGroup",
                  .name_member = "logGroupName",
                  .takes = {"LogGroupClass"},
                  .settings = {{"PutRetentionPolicy", {"RetentionInDays"}, "DeleteRetentionPolicy"}},
                  .remove = "DeleteLogGroup",
                  .tagging = &kTagging},
        .changes = {{"LogGroupClass", OnChange::kReplace}},
        .arn_prefix = "log-group:",
        .attributes_of = group_arn,
        .exists = group_exists,
    },
    {
        .name = "AWS::Logs::LogStream",
        .name_property = "LogStreamName",
        .name_rule = {512},
        .calls = {.service = "logs",
                  .id_member = "logStreamName",
                  .keys = {"LogGroupName"},
                  .create = "CreateLogStream",
                  .name_member = "logStreamName",
                  .remove = "DeleteLogStream"},
        .exists = stream_exists,
    },
    {
        // PutResourcePolicy would replace a policy that has the name, so AWS's handler looks first.
        .name = "AWS::Logs::ResourcePolicy",
        .name_property = "PolicyName",
        .calls = {.service = "logs",
                  .id_member = "policyName",
                  .create = "PutResourcePolicy",
                  .name_member = "policyName",
                  .takes = {"PolicyDocument"},
                  .update = "PutResourcePolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteResourcePolicy"},
        .looks_first = true,
        .exists = resource_policy_exists,
    },
};

}  // namespace

const std::span<const ResourceType> kLogsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
