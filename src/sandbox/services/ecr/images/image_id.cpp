#include "sandbox/services/ecr/images/image_id.h"

#include "oci/digest.h"
#include "sandbox/services/ecr/input.h"

namespace eni::sandbox::ecr_service {

ImageId ImageId::from_json(const json::object& object) {
  return {text_at(object, "imageDigest"), text_at(object, "imageTag")};
}

json::object ImageId::to_json() const {
  json::object out;
  if (!digest.empty()) out["imageDigest"] = digest;
  if (!tag.empty()) out["imageTag"] = tag;
  return out;
}

json::object shown_failure(const ImageId& id, const ImageFailure& failure) {
  return {{"imageId", id.to_json()}, {"failureCode", failure.code}, {"failureReason", failure.reason}};
}

Result<EcrImage, ImageFailure> find_image(EcrImageRepository& images, const std::string& repository,
                                          const ImageId& id) {
  if (id.digest.empty() && id.tag.empty())
    return ImageFailure{"MissingDigestAndTag",
                        "Invalid request parameters: both tag and digest cannot be null"};
  if (!id.digest.empty() && oci::Digest::parse(id.digest).has_error())
    return ImageFailure{
        "InvalidImageDigest",
        "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"};
  std::string digest = id.digest;
  if (!id.tag.empty()) {
    const auto tagged = images.find_tag(repository, id.tag);
    if (!tagged) return ImageFailure{"ImageNotFound", "Requested image not found"};
    if (!digest.empty() && digest != *tagged)
      return ImageFailure{"ImageTagDoesNotMatchDigest",
                          "Invalid request parameters: tag does not match digest"};
    digest = *tagged;
  }
  if (auto image = images.find(repository, digest)) return *std::move(image);
  return ImageFailure{"ImageNotFound", "Requested image not found"};
}

ApiResult<EcrImage> required_image(const Call& call, const NamedDocument& repository, const ImageId& id) {
  auto found = find_image(call.store<EcrImageRepository>(), repository_arn(repository), id);
  if (found.has_value()) return *std::move(found);
  const auto quoted = [](const std::string& text) {
    return "'" + (text.empty() ? std::string("null") : text) + "'";
  };
  return ApiError{"ImageNotFoundException",
                  "The image with imageId {imageDigest:" + quoted(id.digest) +
                      ", imageTag:" + quoted(id.tag) + "} does not exist within the repository with name '" +
                      repository.name + "' in the registry with id '" + repository.account + "'"};
}

void publish_image_action(const Call& call, const NamedDocument& repository, const ImageId& id,
                          std::string_view action) {
  Event event{
      "aws.ecr", "ECR Image Action", aws::AccountId{repository.account}, aws::Region{repository.region}, {},
      {}};
  if (!call.env.is_heard(event)) return;
  event.detail = {{"action-type", action},
                  {"result", "SUCCESS"},
                  {"repository-name", repository.name},
                  {"image-digest", id.digest}};
  if (!id.tag.empty()) event.detail["image-tag"] = id.tag;
  call.env.publish(std::move(event));
}

}  // namespace eni::sandbox::ecr_service
