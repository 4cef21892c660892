#include "sandbox/images/image_manifest.h"

#include <algorithm>

#include "base/excerpt.h"

namespace eni::sandbox::images {
namespace {

constexpr std::string_view kLayerTypes[] = {
    oci::kDockerLayer,
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.zstd",
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
};

PullFailure unsupported(std::string what) { return {PullFault::kUnsupported, std::move(what)}; }

PullResult<void> check_layer(const oci::Descriptor& layer) {
  const std::string type = excerpt(layer.media_type);
  if (oci::is_kept_elsewhere(layer.media_type))
    return unsupported("a layer of type " + type + " is not in the registry");
  if (std::find(std::begin(kLayerTypes), std::end(kLayerTypes), layer.media_type) == std::end(kLayerTypes))
    return unsupported("a layer is of type " + type + ", which is not known");
  if (layer.bytes > kMaxLayerBytes)
    return unsupported("a layer has " + std::to_string(layer.bytes) + " bytes; at most " +
                       std::to_string(kMaxLayerBytes) + " are taken");
  return {};
}

}  // namespace

PullResult<void> check_image(const oci::Manifest& manifest) {
  if (manifest.kind != oci::ManifestKind::kImage || !manifest.config)
    return unsupported("an index of an index is not supported");
  const std::string& type = manifest.config->media_type;
  if (type != oci::kOciConfig && type != oci::kDockerConfig)
    return unsupported("it is no image of a container: its configuration is of type " + excerpt(type));
  if (manifest.config->bytes > kMaxConfigBytes)
    return unsupported("its configuration is larger than " + std::to_string(kMaxConfigBytes) + " bytes");
  if (manifest.layers.size() > kMaxLayers)
    return unsupported("it has " + std::to_string(manifest.layers.size()) + " layers; at most " +
                       std::to_string(kMaxLayers) + " are taken");
  for (const oci::Descriptor& layer : manifest.layers) ENI_CHECK(check_layer(layer));
  return {};
}

PullFailure no_platform(const oci::Platform& platform) {
  return {PullFault::kNoPlatform,
          "image Manifest does not contain descriptor matching platform '" + platform.text() + "'"};
}

}  // namespace eni::sandbox::images
