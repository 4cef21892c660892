#include "sandbox/services/ec2/tags.h"

#include <algorithm>

#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kLongestKey = 127;
constexpr std::size_t kLongestValue = 255;

/// AWS's own services write tags of AWS's own: groups of instances, stacks.
bool may_write_reserved(const Principal& caller) {
  return caller.type == PrincipalType::kService || !caller.called_via.empty() ||
         caller.identity_arn.find(":role/aws-service-role/") != std::string::npos;
}

ApiResult<void> check_key(const Principal& caller, const std::string& key) {
  if (key.empty() || key.size() > kLongestKey) {
    return invalid_parameter_value("Tag key length must be between 1 and " + std::to_string(kLongestKey) +
                                   " characters");
  }
  if (key.starts_with("aws:") && !may_write_reserved(caller))
    return invalid_parameter_value("Tag keys starting with 'aws:' are reserved for internal use");
  return {};
}

}  // namespace

ApiResult<Ec2Tags> read_tag_list(const Principal& caller, const std::vector<json::object>& list) {
  Ec2Tags tags;
  for (const json::object& entry : list) {
    const Params tag{entry};
    const std::string key = tag.text_or("Key", "");
    const std::string value = tag.text_or("Value", "");
    ENI_CHECK(check_key(caller, key));
    if (value.size() > kLongestValue)
      return invalid_parameter_value("Tag value exceeds the maximum length of 255 characters");
    if (!tags.emplace(key, value).second)
      return invalid_parameter_value("Duplicate tag key '" + key + "' specified.");
  }
  if (tags.size() > kMaxTags)
    return ApiError{"TagLimitExceeded", "The maximum number of Tags for a resource has been reached."};
  return tags;
}

ApiResult<TagsByType> read_tags(const Principal& caller, const std::vector<json::object>& specifications,
                                std::initializer_list<std::string_view> types) {
  TagsByType tags;
  for (const json::object& entry : specifications) {
    const Params specification{entry};
    const std::string type = specification.text_or("ResourceType", "");
    if (std::find(types.begin(), types.end(), type) == types.end())
      return invalid_parameter_value("'" + type +
                                     "' is not a valid taggable resource type for this operation.");
    ENI_TRY(const auto list, specification.objects("Tag"));
    ENI_TRY(auto of_type, read_tag_list(caller, list));
    if (!tags.emplace(type, std::move(of_type)).second)
      return invalid_parameter_value("Tag specification resource type must be unique: '" + type + "'");
  }
  return tags;
}

ApiResult<TagsByType> tags_on_creation(const Call& call, std::string_view action,
                                       std::initializer_list<std::string_view> types) {
  ENI_TRY(const auto specifications, call.params.objects("TagSpecification"));
  ENI_TRY(auto tags, read_tags(call.principal, specifications, types));
  ENI_CHECK(may_tag_on_creation(call, action, tags));
  return tags;
}

ApiResult<void> may_tag_on_creation(const Call& call, std::string_view action, const TagsByType& tags) {
  for (const auto& [type, of_type] : tags) {
    if (of_type.empty()) continue;
    std::vector<std::pair<std::string, std::string>> keys{{"ec2:CreateAction", std::string(action)},
                                                          {"ec2:Region", call.region.value}};
    for (const auto& [key, value] : of_type) {
      keys.emplace_back("aws:RequestTag/" + key, value);
      keys.emplace_back("aws:TagKeys", key);
    }
    ENI_CHECK(call.require("ec2:CreateTags", call.arn("ec2", type + "/*"), keys));
  }
  return {};
}

Ec2Tags tags_for(const TagsByType& tags, std::string_view type) {
  const auto found = tags.find(type);
  return found == tags.end() ? Ec2Tags{} : found->second;
}

void put_tags(Ec2Repository& repository, std::string_view id, const Ec2Tags& tags) {
  for (const auto& [key, value] : tags) repository.set_tag(id, key, value);
}

json::array tag_set(const Ec2Tags& tags) {
  json::array set;
  for (const auto& [key, value] : tags) set.push_back(json::object{{"key", key}, {"value", value}});
  return set;
}

}  // namespace eni::sandbox::ec2_service
