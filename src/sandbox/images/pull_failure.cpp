#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::images {
namespace {

/// The image's name as Docker repeats it: without the registry and the "library/" that nobody wrote.
std::string familiar_name(const oci::Reference& image) {
  if (image.registry != "docker.io") return image.registry + "/" + image.repository;
  constexpr std::string_view kOfficial = "library/";
  return image.repository.starts_with(kOfficial) ? image.repository.substr(kOfficial.size())
                                                 : image.repository;
}

/// What failed in which step, as containerd wraps it.
std::string in_step(const PullFailure& failure, const std::string& ref) {
  const std::string retried = " has been retried " + std::to_string(failure.attempts) + " time(s): ";
  switch (failure.step) {
    case PullStep::kManifest:
      return "pull image manifest" + retried + "failed to resolve ref " + ref + ": " + failure.detail;
    case PullStep::kBlobs:
      return "ref pull" + retried + "failed to copy: " + failure.detail;
    case PullStep::kUnpack:
      return "failed to register layer: " + failure.detail;
  }
  return failure.detail;
}

PullFailure not_found(PullFailure failure, const oci::Reference& image) {
  failure.detail = image.text() + ": not found";
  return failure;
}

/// What the agent puts in front of the words that it knows.
std::string_view advice(const PullFailure& failure, const oci::Reference& image) {
  constexpr std::string_view kPermissions =
      "Check that the role has the permissions to pull images from the registry. ";
  if (failure.fault == PullFault::kNetwork) return "Check your network configuration. ";
  if (failure.fault == PullFault::kEcrLogin)
    return failure.detail.starts_with("AccessDenied") ? kPermissions : std::string_view{};
  if (failure.fault != PullFault::kDenied) return "";
  return oci::ecr_registry_of(image.registry) ? kPermissions : "Check whether the image exists. ";
}

std::string words(const PullFailure& failure, const oci::Reference& image) {
  switch (failure.fault) {
    case PullFault::kNotFound:
      return failure.step == PullStep::kManifest ? in_step(not_found(failure, image), image.text())
                                                 : in_step(failure, image.text());
    case PullFault::kDenied:
      return "Error response from daemon: pull access denied for " + familiar_name(image) +
             ", repository does not exist or may require 'docker login': denied: " + failure.detail;
    case PullFault::kCredentials:
      return "Error response from daemon: Get \"https://" + image.registry +
             "/v2/\": unauthorized: " + failure.detail;
    case PullFault::kThrottled:
      return "toomanyrequests: " + failure.detail;
    case PullFault::kNetwork:
      return "Error response from daemon: Get \"https://" + image.registry + "/v2/\": " + failure.detail;
    case PullFault::kEcrLogin:
    case PullFault::kTimeout:
    case PullFault::kNoPlatform:
    case PullFault::kDisk:
      return failure.detail;
    case PullFault::kNoSpace:
      return failure.step == PullStep::kUnpack ? in_step(failure, image.text()) : failure.detail;
    case PullFault::kRegistry:
    case PullFault::kDamaged:
    case PullFault::kUnsupported:
    case PullFault::kLayer:
      return in_step(failure, image.text());
  }
  return failure.detail;
}

std::string_view error_name(PullFault fault) {
  switch (fault) {
    case PullFault::kEcrLogin:
      return "CannotPullECRContainerError";
    case PullFault::kTimeout:
      return "DockerTimeoutError";
    default:
      return "CannotPullContainerError";
  }
}

}  // namespace

std::string ecs_reason(const PullFailure& failure, const oci::Reference& image) {
  const std::string_view what_to_do = advice(failure, image);
  std::string out = std::string(error_name(failure.fault)) + ": ";
  if (!what_to_do.empty()) out.append("The task can\u2019t pull the image. ").append(what_to_do);
  return out + words(failure, image);
}

}  // namespace eni::sandbox::images
