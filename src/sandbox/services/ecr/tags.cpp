/// ListTagsForResource, TagResource, UntagResource.
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/operations.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto repository, tagged_repository(call));
  return Reply{json::object{{"tags", array_at(repository.document, "tags")}}};
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(auto repository, tagged_repository(call));
  json::array tags = merged_tags(array_at(repository.document, "tags"), array_at(call.params.all(), "tags"));
  if (tags.size() > kMaxTags)  // Assumed wording.
    return ApiError{"TooManyTagsException", "A repository can have at most 50 tags"};
  repository.document["tags"] = std::move(tags);
  repositories(call).put(repository);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(auto repository, tagged_repository(call));
  repository.document["tags"] =
      tags_without(array_at(repository.document, "tags"), texts_at(call.params.all(), "tagKeys"));
  repositories(call).put(repository);
  return Reply{};
}

}  // namespace eni::sandbox::ecr_service
