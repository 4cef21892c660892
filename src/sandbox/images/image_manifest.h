#pragma once
/// Which manifests are images that a container can be made of.
#include "oci/manifest.h"
#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::images {

inline constexpr std::size_t kMaxLayers = 127;  ///< as Docker has it: what one mount of overlayfs takes
inline constexpr std::uint64_t kMaxConfigBytes = 4 * 1024 * 1024;
/// Of one layer as it comes. Source: Amazon ECR User Guide, "Amazon ECR service quotas".
inline constexpr std::uint64_t kMaxLayerBytes = std::uint64_t{52'000} * 1024 * 1024;

/// @error  kUnsupported: no image but an artifact, layers that are encrypted, elsewhere, or compressed in another way than gzip and zstd;
///         too many or too large
PullResult<void> check_image(const oci::Manifest& manifest);

/// Of an index that has nothing for a platform.
PullFailure no_platform(const oci::Platform& platform);

}  // namespace eni::sandbox::images
