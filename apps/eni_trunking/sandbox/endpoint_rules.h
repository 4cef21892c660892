#pragma once
/// Endpoint rules for clients that do not know AWS_ENDPOINT_URL. Such a client reads the rules that lead from a region
/// to an endpoint from its data folders, and AWS_DATA_PATH names one that comes first.
#include <string>

#include "base/result.h"

namespace eni::command {

/// Writes DIRECTORY/SERVICE/VERSION/endpoint-rule-set-1.json for each service of the sandbox.
/// @return  the folder's absolute path, for AWS_DATA_PATH
/// @error   what could not be written
Result<std::string> write_endpoint_rules(const std::string& directory, const std::string& endpoint_url);

}  // namespace eni::command
