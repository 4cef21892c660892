#pragma once
/// What registries keep, by media type.
/// Sources: OCI Image Specification 1.1, media-types.md; Docker's "Image Manifest Version 2, Schema 2".
#include <string_view>

namespace eni::oci {

inline constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kOciConfig = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view kOciEmpty = "application/vnd.oci.empty.v1+json";
inline constexpr std::string_view kOciLayerPrefix =
    "application/vnd.oci.image.layer.";  ///< v1.tar, +gzip, +zstd
inline constexpr std::string_view kDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view kDockerManifestList =
    "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view kDockerConfig = "application/vnd.docker.container.image.v1+json";
inline constexpr std::string_view kDockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

enum class ManifestKind {
  kImage,    ///< a configuration and layers, or an artifact
  kIndex,    ///< other manifests: an index, a manifest list
  kSchema1,  ///< Docker's old form, which is refused
  kUnknown,
};

/// @param media_type  also with parameters behind it, as a Content-Type has them
ManifestKind manifest_kind(std::string_view media_type);

/// The media type of a Content-Type, without its parameters.
std::string_view without_parameters(std::string_view content_type);

/// A layer that its licence keeps out of registries: clients fetch it from elsewhere, so it need not be there.
bool is_kept_elsewhere(std::string_view media_type);

}  // namespace eni::oci
