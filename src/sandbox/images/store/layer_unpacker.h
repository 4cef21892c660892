#pragma once
/// Who unpacks layers, and so whose they are: a world's own users, in a program apart.
#include <cstdint>
#include <string>

#include "base/task.h"
#include "sandbox/images/pull_failure.h"
#include "sandbox/world/layers/layer.h"

namespace eni::sandbox::images {

/// What is known of a layer that was unpacked.
struct UnpackedLayer {
  std::uint64_t bytes = 0;       ///< that it takes, about
  bool hides_all_below = false;  ///< see world::layers::LayerReport
};

class LayerUnpacker {
 public:
  virtual ~LayerUnpacker() = default;
  /// Of the owners that it gives to files, as part of a folder's name: layers of others are not its own.
  virtual std::string users() const = 0;
  /// Makes a folder of the store its own, so that it comes through.
  /// @error  kDisk
  virtual PullResult<void> give(const std::string& folder) = 0;
  /// @param blob    a file, read from where it stands; open until the end
  /// @param folder  an empty one that was given. After a failure a part of the layer may be in it
  /// @error  kLayer, kDamaged, kNoSpace, kUnsupported, kDisk
  virtual Task<PullResult<UnpackedLayer>> unpack(int blob, std::string folder,
                                                 world::layers::LayerExpectation expectation) = 0;
  /// Takes a folder away with all that is in it.
  virtual Task<void> remove(std::string folder) = 0;
};

/// As a failure of a pull. @param text  what describe() says of the layer
PullFailure unpack_failure(world::layers::LayerFault fault, std::string text);

}  // namespace eni::sandbox::images
