/// ListImages, DescribeImages: of repositories that nobody has pushed to.
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/operations.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> list_images(Call& call) {
  ENI_CHECK(required_repository(call));
  return Reply{json::object{{"imageIds", json::array()}}};
}

/// @error  ImageNotFoundException for the first image that the call names
ApiResult<Reply> describe_images(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  const json::array& ids = array_at(call.params.all(), "imageIds");
  if (ids.empty()) return Reply{json::object{{"imageDetails", json::array()}}};
  const auto quoted = [&](std::string_view member) {
    const std::string text = text_at(ids[0], member);
    return "'" + (text.empty() ? std::string("null") : text) + "'";
  };
  return ApiError{"ImageNotFoundException",
                  "The image with imageId {imageDigest:" + quoted("imageDigest") + ", imageTag:" +
                      quoted("imageTag") + "} does not exist within the repository with name '" +
                      repository.name + "' in the registry with id '" + repository.account + "'"};
}

}  // namespace eni::sandbox::ecr_service
