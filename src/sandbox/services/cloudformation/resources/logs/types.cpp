/// CloudWatch Logs' types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Tagging kTagging{"tags",        Tagging::Form::kMap, "TagResource",    "UntagResource",
                           "resourceArn", "tagKeys",           Tagging::By::kArn};

Task<ApiResult<bool>> group_exists(ResourceCall& call) {
  const json::object params{{"logGroupNamePrefix", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("logs", "DescribeLogGroups", params));
  for (const json::object& group : objects_of(reply, "logGroups")) {
    if (scalar_text_at(group, "logGroupName") == call.physical_id) co_return true;
  }
  co_return false;
}

/// Of its streams, as policies name them.
void group_arn(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["Arn"] = call.regional_arn("logs", "log-group:" + call.physical_id + ":*");
}

Task<ApiResult<bool>> stream_exists(ResourceCall& call) {
  const json::object params{{"logGroupName", scalar_text_at(call.properties, "LogGroupName")},
                            {"logStreamNamePrefix", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("logs", "DescribeLogStreams", params);
  if (reply.has_error()) co_return found(reply);
  for (const json::object& stream : objects_of(*reply, "logStreams")) {
    if (scalar_text_at(stream, "logStreamName") == call.physical_id) co_return true;
  }
  co_return false;
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
};

}  // namespace

const std::span<const ResourceType> kLogsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
