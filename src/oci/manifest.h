#pragma once
/// Manifests of images, and indexes of such: what is in them, checked and bounded, for they come from anybody.
/// Sources: OCI Image Specification 1.1, manifest.md and image-index.md; Docker's "Image Manifest Version 2, Schema 2".
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "oci/digest.h"
#include "oci/media_type.h"
#include "oci/platform.h"

namespace eni::oci {

inline constexpr std::size_t kMaxManifestBytes = 4 * 1024 * 1024;  ///< what registries must take, and no more
inline constexpr std::size_t kMaxDescriptors = 4200;  ///< of layers, of manifests: ECR's own bound

/// What a manifest refers to.
struct Descriptor {
  std::string media_type;
  Digest digest;
  std::uint64_t bytes;
  std::string artifact_type = {};
  std::optional<Platform> platform = {};  ///< in an index
  json::object annotations = {};
};

struct Manifest {
  ManifestKind kind = ManifestKind::kImage;  ///< kImage or kIndex
  std::string media_type;
  std::string artifact_type;          ///< of an artifact; "" if it says none
  std::optional<Descriptor> config;   ///< of an image
  std::vector<Descriptor> layers;     ///< of an image
  std::vector<Descriptor> manifests;  ///< of an index
  std::optional<Descriptor> subject;  ///< what it was attached to: a signature's image
  json::object annotations;

  /// What it is as a referrer of its subject: its own type, else that of its configuration.
  std::string_view type_of_artifact() const;
  /// Of an image: of its layers together; the configuration does not count, as ECR counts.
  std::uint64_t layer_bytes() const;
};

/// @param bytes       as they were sent: the digest is theirs
/// @param media_type  what the sender says they are, a Content-Type; "": what they say themselves
/// @error  "the manifest is …": too large, no JSON, of schema 1, of another media type than it says, a member that is missing or
///         not of its form
Result<Manifest> parse_manifest(std::string_view bytes, std::string_view media_type = {});

}  // namespace eni::oci
