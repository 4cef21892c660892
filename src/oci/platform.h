#pragma once
/// For which machines an image is, and which of an index suits one.
/// Sources: OCI Image Specification 1.1, image-index.md; containerd, platforms/compare.go.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::oci {

struct Descriptor;

/// In Go's names: "linux", "amd64". `variant` is that of an ARM processor, "v7", "v8".
struct Platform {
  std::string os = {};
  std::string architecture = {};
  std::string variant = {};
  std::string os_version = {};  ///< Windows has one

  /// "linux/arm64", "linux/arm/v7"; also with the names that machines have, x86_64 and aarch64.
  /// @error  "'TEXT' is not a platform: …"
  static Result<Platform> parse(std::string_view text);
  /// Of an index's descriptor; members that are missing are empty.
  static Platform from_json(const json::object& object);
  std::string text() const;

  bool operator==(const Platform&) const = default;
};

/// Which of the manifests a machine of platform `wanted` runs: the first of its own kind, and an ARM processor also what was made
/// for an older variant, the newest of those first. Attestations, which are of platform unknown/unknown, are never chosen.
/// @return  null if none does; pointing into `manifests`
const Descriptor* choose_for(const Platform& wanted, const std::vector<Descriptor>& manifests);

}  // namespace eni::oci
