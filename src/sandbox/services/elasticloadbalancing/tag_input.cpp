#include "sandbox/services/elasticloadbalancing/tag_input.h"

#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::size_t kMaxTags = 50;

}  // namespace

ApiResult<TagMap> read_tags(const Call& call) {
  TagMap tags;
  for (const json::object& tag : objects_in(call.params.all(), "Tags")) {
    const std::string key = text_at(tag, "Key");
    // Assumed wording.
    if (!tags.emplace(key, scalar_text_at(tag, "Value")).second)
      return ApiError{"DuplicateTagKeys", "Tag key was specified more than once: " + key};
  }
  return tags;
}

ApiResult<void> may_tag(const Call& call, std::string_view operation, const std::string& arn,
                        const TagMap& tags) {
  if (tags.empty()) return {};
  std::vector<std::pair<std::string, std::string>> context{
      {"elasticloadbalancing:CreateAction", std::string(operation)}};
  for (const auto& [key, value] : tags) {
    context.emplace_back("aws:RequestTag/" + key, value);
    context.emplace_back("aws:TagKeys", key);
  }
  return call.require("elasticloadbalancing:AddTags", arn, context);
}

ApiResult<void> put_tags(const Call& call, const std::string& arn, const TagMap& tags) {
  for (const auto& [key, value] : tags) repository(call).set_tag(arn, key, value);
  // Assumed wording.
  if (repository(call).tags(arn).size() > kMaxTags)
    return ApiError{"TooManyTags", "The maximum number of tags for '" + arn + "' is '50'"};
  return {};
}

}  // namespace eni::sandbox::elb_service
