/// ListTagsForResource, TagResource, UntagResource: of topics.
#include "aws/arn.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/sns/input.h"
#include "sandbox/services/sns/operations.h"

namespace eni::sandbox::sns_service {
namespace {

ApiResult<NamedDocument> tagged_topic(const Call& call) {
  const auto arn = aws::Arn::parse(call.params.text_or("ResourceArn", ""));
  if (!arn || arn->service != "sns") return invalid_parameter("ResourceArn");
  auto topic = repository(call).topics.find(arn->account, arn->region, arn->resource);
  if (!topic) return ApiError{"ResourceNotFound", "Resource does not exist", 404};
  return *std::move(topic);
}

}  // namespace

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto topic, tagged_topic(call));
  return Reply{json::object{{"Tags", array_at(topic.document, "Tags")}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(auto topic, tagged_topic(call));
  json::array tags = merged_tags(array_at(topic.document, "Tags"), array_at(call.params.all(), "Tags"));
  if (tags.size() > kMaxTags)
    return ApiError{"TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded",
                    400};
  topic.document["Tags"] = std::move(tags);
  repository(call).topics.put(topic);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(auto topic, tagged_topic(call));
  topic.document["Tags"] =
      tags_without(array_at(topic.document, "Tags"), texts_at(call.params.all(), "TagKeys"));
  repository(call).topics.put(topic);
  return Reply{};
}

}  // namespace eni::sandbox::sns_service
