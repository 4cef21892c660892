/// AWS::Logs::LogGroup.
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"KmsKeyId", Shape::kText},
    {"LogGroupClass", Shape::kText, OnChange::kReplace},
    {"LogGroupName", Shape::kText, OnChange::kReplace},
    {"RetentionInDays", Shape::kInteger},
    {"Tags", Shape::kList},
};
constexpr std::string_view kAttributes[] = {"Arn"};

std::string group_arn(const ResourceCall& call) {
  return call.regional_arn("logs", "log-group:" + call.physical_id);
}

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"Arn", group_arn(call) + ":*"}}};
}

Task<ApiResult<void>> update_retention(ResourceCall& call) {
  if (!has_changed(call, "RetentionInDays")) co_return ApiResult<void>{};
  json::object params{{"logGroupName", call.physical_id}};
  if (const auto days = parse_integer(text_of(call.properties, "RetentionInDays"))) {
    params["retentionInDays"] = *days;
    ENI_CO_CHECK(co_await call.call("logs", "PutRetentionPolicy", params));
  } else {
    ENI_CO_CHECK(co_await call.call("logs", "DeleteRetentionPolicy", params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_tags(ResourceCall& call) {
  const TagChange change = tag_change(call);
  if (!change.set.empty()) {
    const json::object params{{"resourceArn", group_arn(call)}, {"tags", tag_object(change.set)}};
    ENI_CO_CHECK(co_await call.call("logs", "TagResource", params));
  }
  if (!change.removed.empty()) {
    const json::object params{{"resourceArn", group_arn(call)}, {"tagKeys", text_array(change.removed)}};
    ENI_CO_CHECK(co_await call.call("logs", "UntagResource", params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"logGroupName", call.physical_id}, {"tags", tag_object(tags_of(call))}};
  if (call.properties.contains("KmsKeyId")) params["kmsKeyId"] = text_of(call.properties, "KmsKeyId");
  if (call.properties.contains("LogGroupClass"))
    params["logGroupClass"] = text_of(call.properties, "LogGroupClass");
  ENI_CO_CHECK(co_await call.call("logs", "CreateLogGroup", params));
  call.exists = true;
  ENI_CO_CHECK(co_await update_retention(call));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "KmsKeyId")) {
    const std::string key = text_of(call.properties, "KmsKeyId");
    json::object params{{"logGroupName", call.physical_id}};
    if (!key.empty()) params["kmsKeyId"] = key;
    ENI_CO_CHECK(co_await call.call("logs", key.empty() ? "DisassociateKmsKey" : "AssociateKmsKey", params));
  }
  ENI_CO_CHECK(co_await update_retention(call));
  ENI_CO_CHECK(co_await update_tags(call));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  return remove_by_id(call, "logs", "DeleteLogGroup", "logGroupName");
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  const json::object params{{"logGroupNamePrefix", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("logs", "DescribeLogGroups", params));
  for (const json::object& group : objects_of(reply, "logGroups")) {
    if (text_of(group, "logGroupName") == call.physical_id) co_return true;
  }
  co_return false;
}

}  // namespace

const ResourceType kLogsLogGroup{
    .name = "AWS::Logs::LogGroup",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "LogGroupName",
    .name_rule = {512},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
