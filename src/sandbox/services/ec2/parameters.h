#pragma once
/// Parameters in the forms in which many operations take them.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

/// @error  MissingParameter "The request must contain the parameter vpcId"
ApiResult<std::string> required_parameter(const Call& call, std::string_view name);

/// The member Value of a structure, as Modify operations take booleans: EnableDnsSupport.Value. Nothing if it is absent.
ApiResult<std::optional<bool>> attribute_value(const Call& call, std::string_view name);

}  // namespace eni::sandbox::ec2_service
