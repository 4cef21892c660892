/// AWS::Logs::LogGroup.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Tagging kTagging{"tags",        Tagging::Form::kMap, "TagResource",    "UntagResource",
                           "resourceArn", "tagKeys",           Tagging::By::kArn};

std::string group_arn(const ResourceCall& call) {
  return call.regional_arn("logs", "log-group:" + call.physical_id);
}

Task<ApiResult<void>> set_retention(ResourceCall& call) {
  if (!has_changed(call, "RetentionInDays")) co_return ApiResult<void>{};
  json::object params = key_params(kLogsLogGroup, call);
  put_property(kLogsLogGroup, call, {"RetentionInDays"}, params);
  const bool is_put = call.properties.contains("RetentionInDays");
  ENI_CO_CHECK(co_await call.call("logs", is_put ? "PutRetentionPolicy" : "DeleteRetentionPolicy", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  const json::object params{{"logGroupNamePrefix", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("logs", "DescribeLogGroups", params));
  for (const json::object& group : objects_of(reply, "logGroups")) {
    if (text_of(group, "logGroupName") == call.physical_id) co_return true;
  }
  co_return false;
}

void add_attributes(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["Arn"] = group_arn(call) + ":*";
}

}  // namespace

const ResourceType kLogsLogGroup{
    .name = "AWS::Logs::LogGroup",
    .attributes = {{"Arn", Attribute::From::kFunction}},
    .name_property = "LogGroupName",
    .name_rule = {512},
    .calls = {.service = "logs",
              .id_member = "logGroupName",
              .create = "CreateLogGroup",
              .name_member = "logGroupName",
              .takes = {"LogGroupClass"},
              .remove = "DeleteLogGroup",
              .tagging = &kTagging},
    .reads = {"RetentionInDays"},
    .changes = {{"LogGroupClass", OnChange::kReplace}},
    .is_taggable = true,
    .configure = set_retention,
    .arn = group_arn,
    .attributes_of = add_attributes,
    .exists = exists,
};

}  // namespace eni::sandbox::cloudformation
