/// AddTags, RemoveTags, DescribeTags.
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/tag_input.h"
#include "sandbox/services/elasticloadbalancing/tags/operations.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::size_t kMaxResources = 20;

ApiResult<void> check_exists(const Call& call, const std::string& arn) {
  const auto names = [&](std::string_view kind) {
    return arn.starts_with(call.arn("elasticloadbalancing", std::string(kind) + "/"));
  };
  if (names("targetgroup")) {
    ENI_CHECK(find_target_group(call, arn));
  } else if (names("listener-rule")) {
    ENI_CHECK(find_rule(call, arn));
  } else if (names("listener")) {
    ENI_CHECK(find_listener(call, arn));
  } else {
    ENI_CHECK(find_load_balancer(call, arn));
  }
  return {};
}

ApiResult<std::vector<std::string>> tagged(const Call& call) {
  auto arns = texts_in(call.params.all(), "ResourceArns");
  if (arns.size() > kMaxResources)  // Assumed wording.
    return aws::validation_error("Up to '20' resource ARNs can be specified at a time");
  for (const std::string& arn : arns) ENI_CHECK(check_exists(call, arn));
  return arns;
}

}  // namespace

ApiResult<Reply> add_tags(Call& call) {
  ENI_TRY(const auto arns, tagged(call));
  ENI_TRY(const TagMap tags, read_tags(call));
  for (const std::string& arn : arns) ENI_CHECK(put_tags(call, arn, tags));
  return Reply{};
}

ApiResult<Reply> remove_tags(Call& call) {
  ENI_TRY(const auto arns, tagged(call));
  for (const std::string& arn : arns)
    for (const std::string& key : texts_in(call.params.all(), "TagKeys"))
      repository(call).remove_tag(arn, key);
  return Reply{};
}

ApiResult<Reply> describe_tags(Call& call) {
  ENI_TRY(const auto arns, tagged(call));
  json::array descriptions;
  for (const std::string& arn : arns) {
    json::array tags;
    for (const auto& [key, value] : repository(call).tags(arn))
      tags.push_back(json::object{{"Key", key}, {"Value", value}});
    descriptions.push_back(json::object{{"ResourceArn", arn}, {"Tags", std::move(tags)}});
  }
  return Reply{json::object{{"TagDescriptions", std::move(descriptions)}}};
}

}  // namespace eni::sandbox::elb_service
