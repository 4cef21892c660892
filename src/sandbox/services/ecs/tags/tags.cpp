#include "sandbox/services/ecs/tags/tags.h"

#include "base/text.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/ecs/settings/account_settings.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxKey = 128;
constexpr std::size_t kMaxValue = 256;

ApiResult<void> check_tag(const std::string& key, const std::string& value) {
  if (key.empty() || key.size() > kMaxKey)
    return aws::invalid_parameter("Tag keys must be between 1 and 128 characters in length.");
  if (value.size() > kMaxValue)
    return aws::invalid_parameter("Tag values can be at most 256 characters in length.");
  if (to_lower(key).starts_with("aws:")) {
    return aws::invalid_parameter(
        "aws: prefixed tag key names are not allowed for external use. Invalid key: " + key);
  }
  return {};
}

}  // namespace

ApiResult<EcsTags> read_tags(const Call& call) {
  ENI_TRY(const auto list, object_list(call, "tags"));
  if (list.size() > kMaxTags) return aws::invalid_parameter("A resource can have at most 50 tags.");
  EcsTags tags;
  for (const json::object& entry : list) {
    const Params members{entry};
    const std::string key = members.text_or("key", "");
    const std::string value = members.text_or("value", "");
    ENI_CHECK(check_tag(key, value));
    if (!tags.emplace(key, value).second)
      return aws::invalid_parameter(
          "Duplicate tag keys found. Please note that Tag keys are case sensitive.");
  }
  return tags;
}

json::array tags_value(const EcsTags& tags) {
  json::array out;
  for (const auto& [key, value] : tags) out.push_back(json::object{{"key", key}, {"value", value}});
  return out;
}

json::array tags_value(const Call& call, std::string_view resource_arn) {
  return tags_value(call.store<EcsTagRepository>().tags(resource_arn));
}

ApiResult<void> may_tag_on_create(const Call& call, const EcsTags& tags, const std::string& resource_arn,
                                  std::string_view action) {
  if (tags.empty() || own_effective_value(call, "tagResourceAuthorization") == "off") return {};
  ConditionKeys context{{"ecs:CreateAction", std::string(action)}};
  for (const auto& [key, value] : tags) {
    context.emplace_back("aws:RequestTag/" + key, value);
    context.emplace_back("aws:TagKeys", key);
  }
  return call.require("ecs:TagResource", resource_arn, context);
}

void add_resource(Access& access, const Call& call, std::string resource_arn) {
  auto& keys = access.context_of_resource.emplace_back();
  for (const auto& [key, value] : call.store<EcsTagRepository>().tags(resource_arn)) {
    keys.emplace_back("aws:ResourceTag/" + key, value);
    keys.emplace_back("ecs:ResourceTag/" + key, value);
  }
  access.resources.push_back(std::move(resource_arn));
}

Access access_to(const Call& call, const std::vector<std::string>& resource_arns) {
  Access access;
  append_request_tags(access.context, call);
  if (resource_arns.empty()) return access;
  access.resources.clear();
  for (const std::string& arn : resource_arns) add_resource(access, call, arn);
  return access;
}

Access access_to(const Call& call, std::string resource_arn) {
  return access_to(call, std::vector<std::string>{std::move(resource_arn)});
}

}  // namespace eni::sandbox::ecs_service
