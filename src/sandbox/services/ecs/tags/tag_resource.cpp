/// TagResource, UntagResource, ListTagsForResource.
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/operations.h"
#include "sandbox/services/ecs/tags/taggable.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto arn, tagged_resource(call));
  return Reply{json::object{{"tags", tags_value(call, arn)}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(const auto given, read_tags(call));
  ENI_TRY(const auto arn, tagged_resource(call));
  auto& repository = call.store<EcsTagRepository>();
  EcsTags all = given;
  all.merge(repository.tags(arn));
  if (all.size() > kMaxTags) return aws::invalid_parameter("A resource can have at most 50 tags.");
  repository.set_tags(arn, given);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(const auto keys, text_list(call, "tagKeys", kMaxTags));
  ENI_TRY(const auto arn, tagged_resource(call));
  for (const std::string& key : keys) call.store<EcsTagRepository>().remove_tag(arn, key);
  return Reply{};
}

}  // namespace eni::sandbox::ecs_service
