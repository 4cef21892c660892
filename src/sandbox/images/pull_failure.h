#pragma once
/// Why an image is not there, and how ECS says so.
#include <string>

#include "base/result.h"
#include "oci/reference.h"

namespace eni::sandbox::images {

enum class PullFault {
  kNotFound,     ///< the registry has no such repository, tag, digest
  kDenied,       ///< it does not say whether it has: a login is missing, or allows not this
  kCredentials,  ///< it does not take the user or the password that it was given
  kEcrLogin,     ///< ECR gives who pulls no login
  kThrottled,    ///< too many requests
  kTimeout,      ///< it takes longer than the agent waits; `detail` is of its form
  kNetwork,      ///< it is not reached, or breaks off
  kRegistry,     ///< it answers what no registry should
  kDamaged,      ///< what came is not what was asked for: another digest, another size
  kNoPlatform,   ///< the image is not for this kind of machine
  kUnsupported,  ///< no image of containers, or one with something that is not known here
  kLayer,        ///< a layer is refused or broken: it cannot be unpacked
  kNoSpace,      ///< the disk, or the store's share of it, is full
  kDisk,         ///< any other error of the store's files
};

enum class PullStep {
  kManifest,
  kBlobs,  ///< configuration and layers
  kUnpack,
};

struct PullFailure {
  PullFault fault = PullFault::kRegistry;
  std::string detail;  ///< what happened, for people; without secrets
  PullStep step = PullStep::kManifest;
  int attempts = 1;
  bool is_temporary = false;  ///< it may go better the next time
};

template <class T>
using PullResult = Result<T, PullFailure>;

/// A container's `reason`: "CannotPullContainerError: …" or another of the agent's names, with what the ECS agent puts in front and Docker's or containerd's words behind.
/// Source: Amazon ECS Developer Guide, "CannotPullContainer task errors in Amazon ECS"; aws/amazon-ecs-agent,
/// agent/api/errormessages, agent/dockerclient/dockerapi/errors.go; containerd's wording of a wrong digest, Docker's of a layer that is not unpacked.
std::string ecs_reason(const PullFailure& failure, const oci::Reference& image);

}  // namespace eni::sandbox::images
