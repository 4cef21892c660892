#include "sandbox/images/store/layer_unpacker.h"

namespace eni::sandbox::images {

PullFailure unpack_failure(world::layers::LayerFault fault, std::string text) {
  using world::layers::LayerFault;
  const auto kind = [fault] {
    switch (fault) {
      case LayerFault::kNoSpace:
        return PullFault::kNoSpace;
      case LayerFault::kDigest:
        return PullFault::kDamaged;
      case LayerFault::kUnsupported:
      case LayerFault::kOwner:
        return PullFault::kUnsupported;
      case LayerFault::kInputOutput:
        return PullFault::kDisk;
      default:
        return PullFault::kLayer;
    }
  };
  return {kind(), std::move(text), PullStep::kUnpack};
}

}  // namespace eni::sandbox::images
