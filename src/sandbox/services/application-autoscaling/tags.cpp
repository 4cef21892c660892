/// ListTagsForResource, TagResource, UntagResource: of scalable targets.
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/operations.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::size_t kMaxTags = 50;

ApiResult<ScalableTarget> tagged_target(const Call& call) {
  const std::string arn = call.params.text_or("ResourceARN", "");
  auto target = find_target_of_arn(call, arn);
  if (target) return *std::move(target);
  return ApiError{"ResourceNotFoundException",
                  "No scalable target found for ARN: " + arn};  // Assumed wording.
}

}  // namespace

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto target, tagged_target(call));
  json::object reply;
  reply["Tags"] = object_at(target.document, "_tags");
  return Reply{std::move(reply)};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(auto target, tagged_target(call));
  json::object tags = object_at(target.document, "_tags");
  if (const json::object* given = call.params.object("Tags"))
    for (const auto& [key, value] : *given) tags[key] = value;
  if (tags.size() > kMaxTags)  // Assumed wording.
    return ApiError{"TooManyTagsException", "A scalable target can have at most 50 tags."};
  target.document["_tags"] = std::move(tags);
  repository(call).update(target);
  return Reply{json::object{}};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(auto target, tagged_target(call));
  json::object tags = object_at(target.document, "_tags");
  for (const std::string& key : texts_at(call.params.all(), "TagKeys")) tags.erase(key);
  target.document["_tags"] = std::move(tags);
  repository(call).update(target);
  return Reply{json::object{}};
}

}  // namespace eni::sandbox::application_autoscaling_service
