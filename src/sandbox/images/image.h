#pragma once
/// An image that is there.
#include <memory>
#include <string>
#include <vector>

#include "oci/reference.h"
#include "sandbox/images/image_config.h"

namespace eni::sandbox::images {

struct Image {
  oci::Reference name;
  oci::Digest manifest;  ///< of its platform
  oci::Digest resolved;  ///< of what the name stood for: of the index, if it is one
  ImageConfig config;
  /// Folders for lower directories of one overlayfs, lowest first. Nobody writes into them.
  std::vector<std::string> layers;
  /// As long as one of these is there, the layers are.
  std::shared_ptr<const void> lease;
};

}  // namespace eni::sandbox::images
