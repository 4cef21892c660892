#pragma once
/// The member Filters of ListNamespaces, ListServices and ListOperations.
#include "sandbox/services/servicediscovery/input.h"

namespace eni::sandbox::service_discovery {

/// What a row has of what filters ask about. @return  nothing for a name that the operation's filters do not have
using FilteredValue = std::optional<std::string> (*)(const Call&, const NamedDocument&,
                                                     std::string_view name);

/// Leaves those of `rows` that all filters let through: EQ (one value), IN, BEGINS_WITH (one prefix), BETWEEN (two numbers).
/// @error  InvalidInput for another number of values
ApiResult<std::vector<NamedDocument>> filtered(const Call& call, std::vector<NamedDocument> rows,
                                               FilteredValue value_of);

/// SELF: all that is here is the caller's own. Source: AWS Cloud Map API Reference, "NamespaceFilter".
inline constexpr const char* kSelf = "SELF";

}  // namespace eni::sandbox::service_discovery
