#pragma once
/// How calls name an image: by its digest, by a tag, or by both, which then must belong together.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecr_image_repository.h"
#include "sandbox/store/ecr_repository.h"

namespace eni::sandbox::ecr_service {

struct ImageId {
  std::string digest;  ///< "" if it was not given
  std::string tag;     ///< likewise

  static ImageId from_json(const json::object& object);
  /// {imageDigest, imageTag}, without what is "".
  json::object to_json() const;
};

/// Why an image is not to be had, as the failures of BatchGetImage and BatchDeleteImage say it.
struct ImageFailure {
  std::string code;  ///< "ImageNotFound"
  std::string reason;
};

json::object shown_failure(const ImageId& id, const ImageFailure& failure);

/// @param repository  ARN
Result<EcrImage, ImageFailure> find_image(EcrImageRepository& images, const std::string& repository,
                                          const ImageId& id);

/// @error  ImageNotFoundException
ApiResult<EcrImage> required_image(const Call& call, const NamedDocument& repository, const ImageId& id);

/// Says by EventBridge's "ECR Image Action" what has become of an image.
/// @param action  "PUSH", "DELETE"
void publish_image_action(const Call& call, const NamedDocument& repository, const ImageId& id,
                          std::string_view action);

}  // namespace eni::sandbox::ecr_service
