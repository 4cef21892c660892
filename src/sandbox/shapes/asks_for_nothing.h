#pragma once
/// What clients send for what their users left out. A member that the sandbox does not support may be there as long as it asks for
/// nothing.
#include <cstdint>

#include "base/json.h"

namespace eni::sandbox::shapes {

/// What `false` says: of a thing that is being made, that it shall not have what it would not have anyway; of a thing that is there,
/// that it shall lose it.
enum class False : std::uint8_t { kAsksForNothing, kAsks };

/// Null, "", false where `meaning` has it so, and lists and structures of nothing else. A number asks, 0 too: no functions at
/// a time is not the same as no limit.
bool asks_for_nothing(const json::value& value, False meaning);

}  // namespace eni::sandbox::shapes
