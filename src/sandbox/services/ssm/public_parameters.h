#pragma once
/// Parameters that AWS publishes under /aws/service, such as the ids of machine images. Whoever provides some
/// adds a row to the table in public_parameters.cpp; names that no row knows are ParameterNotFound.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ssm_repository.h"

namespace eni::sandbox::ssm_service {

/// Nothing if AWS publishes no such parameter, as far as the sandbox knows.
std::optional<SsmParameter> find_public_parameter(const Call& call, std::string_view name);
/// Those whose names start with `path`, in the order of names.
std::vector<SsmParameter> list_public_parameters(const Call& call, std::string_view path);

}  // namespace eni::sandbox::ssm_service
