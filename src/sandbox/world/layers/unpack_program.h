#pragma once
/// How unpack-layer --facts ends.
#include <optional>

#include "sandbox/world/layers/failure.h"

namespace eni::sandbox::world::layers {

inline constexpr int kFirstFaultStatus = 16;

inline int exit_status(LayerFault fault) { return kFirstFaultStatus + static_cast<int>(fault); }

/// @return  nothing if it is no status of exit_status()
inline std::optional<LayerFault> fault_of_exit_status(int status) {
  const int number = status - kFirstFaultStatus;
  if (number <= static_cast<int>(LayerFault::kNone) || number > static_cast<int>(LayerFault::kInputOutput))
    return std::nullopt;
  return static_cast<LayerFault>(number);
}

}  // namespace eni::sandbox::world::layers
