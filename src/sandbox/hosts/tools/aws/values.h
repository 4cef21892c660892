#pragma once
/// What the values of options mean, by the shape of their member.
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/hosts/tools/aws/cli_version.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// @param option  for errors: "--tags"
/// @param values  as given, files read in: one, or several where the shape is a list
/// @error  "Error parsing parameter '--tags': …", or Python's words for what is no number
CliResult<json::value> read_value(CliVersion version, const shapes::Shape& shape, std::string_view option,
                                  const std::vector<std::string>& values);

/// The check that botocore makes before it sends anything: unknown and missing members, types, smallest lengths and values.
/// @error  "Parameter validation failed:" with a line for each
CliResult<void> check_params(const shapes::Shape& input, const json::object& params);

}  // namespace eni::sandbox::hosts::tools::aws_cli
