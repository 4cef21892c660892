#pragma once
/// Shares and associations as RAM shows them.
#include "sandbox/gateway/call.h"
#include "sandbox/store/ram_repository.h"

namespace eni::sandbox::ram_service {

json::object share_item(const RamShare& share);
/// @param status  "ASSOCIATED", "ASSOCIATING", "DISASSOCIATING"
json::object association_item(const RamShare& share, const RamAssociation& association,
                              std::string_view status);

/// Milliseconds since the epoch as RAM writes times: seconds.
double seconds(std::int64_t millis);

}  // namespace eni::sandbox::ram_service
