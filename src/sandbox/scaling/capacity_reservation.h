#pragma once
/// The metric by which ECS has Auto Scaling groups scaled: its name, and whose it is. Pure.
/// Source: Amazon ECS Developer Guide, "How managed scaling works"; a policy made by ECS, as a user published it.
#include <string_view>

#include "base/json.h"

namespace eni::sandbox::scaling {

inline constexpr std::string_view kManagedScaling = "AWS/ECS/ManagedScaling";
inline constexpr std::string_view kCapacityProviderReservation = "CapacityProviderReservation";

json::array reservation_dimensions(std::string_view provider, std::string_view cluster);

}  // namespace eni::sandbox::scaling
