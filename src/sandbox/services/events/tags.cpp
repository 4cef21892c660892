/// ListTagsForResource, TagResource, UntagResource: of rules.
#include "aws/arn.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/events/input.h"
#include "sandbox/services/events/operations.h"

namespace eni::sandbox::events_service {
namespace {

ApiResult<NamedDocument> tagged_rule(const Call& call) {
  const std::string text = call.params.text_or("ResourceARN", "");
  const auto arn = aws::Arn::parse(text);
  constexpr std::string_view kRule = "rule/";
  if (arn && arn->service == "events" && arn->resource.starts_with(kRule))
    if (auto rule = rules(call).find(arn->account, arn->region, arn->resource.substr(kRule.size())))
      return *std::move(rule);
  return ApiError{"ResourceNotFoundException", "Rule " + text + " does not exist on EventBus default."};
}

}  // namespace

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto rule, tagged_rule(call));
  return Reply{json::object{{"Tags", array_at(rule.document, "Tags")}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(auto rule, tagged_rule(call));
  json::array tags = merged_tags(array_at(rule.document, "Tags"), array_at(call.params.all(), "Tags"));
  if (tags.size() > kMaxTags) return aws::validation_exception("A rule can have at most 50 tags.");
  rule.document["Tags"] = std::move(tags);
  rules(call).put(rule);
  return Reply{json::object{}};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(auto rule, tagged_rule(call));
  rule.document["Tags"] =
      tags_without(array_at(rule.document, "Tags"), texts_at(call.params.all(), "TagKeys"));
  rules(call).put(rule);
  return Reply{json::object{}};
}

}  // namespace eni::sandbox::events_service
