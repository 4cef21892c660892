#pragma once
/// When an image is fetched anew, and when the one that is there will do.
/// Source: aws/amazon-ecs-agent, README, "ECS_IMAGE_PULL_BEHAVIOR".
#include "sandbox/images/store/image_store.h"

namespace eni::sandbox::images {

enum class PullBehavior {
  kDefault,       ///< it is pulled; where that fails, the one that is there will do
  kAlways,        ///< it is pulled, or the task does not start
  kOnce,          ///< it is pulled unless it was pulled before, by whichever task
  kPreferCached,  ///< it is pulled unless it is there, loaded or pulled
};

/// @error  of the pull
Task<PullResult<Image>> image_for_task(ImageStore& store, ImageSource& source, oci::Reference name,
                                       oci::Platform platform, PullBehavior behavior);

}  // namespace eni::sandbox::images
