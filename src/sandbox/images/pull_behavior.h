#pragma once
/// When an image is fetched anew, and when the one that is there will do.
/// Source: aws/amazon-ecs-agent, README, "ECS_IMAGE_PULL_BEHAVIOR"; agent/config/parse.go.
#include <string_view>

#include "sandbox/images/store/image_store.h"

namespace eni::sandbox::images {

enum class PullBehavior {
  kDefault,  ///< it is pulled; where that fails, the one that is there will do. One that was loaded will do at once
  kAlways,        ///< it is pulled, or the task does not start
  kOnce,          ///< it is pulled unless it was pulled before, by whichever task
  kPreferCached,  ///< it is pulled unless it is there, loaded or pulled
};

/// "default", "always", "once", "prefer-cached"; kDefault for all else, as the agent takes it.
PullBehavior read_pull_behavior(std::string_view text);

/// One that was loaded (ImageStore::Origin::kLoaded) was put there for machines without a network, where a pull would fail only after
/// minutes, and for names that no registry has. So it is asked for first, until its name is removed; kAlways alone passes over it.
/// @error  of the pull
Task<PullResult<Image>> image_for_task(ImageStore& store, ImageSource& source, oci::Reference name,
                                       oci::Platform platform, PullBehavior behavior);

}  // namespace eni::sandbox::images
