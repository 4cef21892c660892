#pragma once
/// What operations do not know is refused by name, never left aside.
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

/// @param known  what the operation reads; DryRun is known to all
/// @error  UnsupportedOperation that names the first other parameter of the call
ApiResult<void> check_parameters(const Call& call, std::initializer_list<std::string_view> known);

/// The same for the members of a structure within a parameter.
/// @param path  of the structure, for the message: "NetworkInterface"
ApiResult<void> check_members(const json::object& structure, std::string_view path,
                              std::span<const std::string_view> known);

/// @error  MissingParameter "The request must contain the parameter vpcId"
ApiResult<std::string> required_parameter(const Call& call, std::string_view name);

/// The member Value of a structure, as Modify operations take booleans: EnableDnsSupport.Value. Nothing if it is absent.
ApiResult<std::optional<bool>> attribute_value(const Call& call, std::string_view name);

}  // namespace eni::sandbox::ec2_service
