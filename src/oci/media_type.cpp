#include "oci/media_type.h"

#include "base/text.h"

namespace eni::oci {

std::string_view without_parameters(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

ManifestKind manifest_kind(std::string_view media_type) {
  const std::string_view type = without_parameters(media_type);
  if (type == kOciManifest || type == kDockerManifest) return ManifestKind::kImage;
  if (type == kOciIndex || type == kDockerManifestList) return ManifestKind::kIndex;
  const bool is_schema1 = type == "application/vnd.docker.distribution.manifest.v1+json" ||
                          type == "application/vnd.docker.distribution.manifest.v1+prettyjws";
  return is_schema1 ? ManifestKind::kSchema1 : ManifestKind::kUnknown;
}

bool is_kept_elsewhere(std::string_view media_type) {
  return media_type.starts_with("application/vnd.docker.image.rootfs.foreign.") ||
         media_type.starts_with("application/vnd.oci.image.layer.nondistributable.");
}

}  // namespace eni::oci
