#pragma once
/// What goes with an image, and with all images of a repository.
#include "sandbox/services/ecr/images/image_id.h"

namespace eni::sandbox::ecr_service {

/// Everything that the repository has: images, tags, layers.
void delete_all_images(const Call& call, const NamedDocument& repository);

}  // namespace eni::sandbox::ecr_service
