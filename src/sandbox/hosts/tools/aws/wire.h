#pragma once
/// Between the names of the model, which the CLI shows, and those on the wire, which the gateway takes and gives.
#include <string>

#include "base/json.h"
#include "sandbox/gateway/call.h"
#include "sandbox/hosts/tools/aws/cli_version.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::hosts::tools::aws_cli {

struct WireInput {
  json::object params;
  std::string body;  ///< of operations whose body is bytes
};

/// @param params  by the model's names
/// @error  a member that travels in a place where calls within the sandbox have none: it is refused by name
CliResult<WireInput> to_wire(const shapes::ServiceShapes& service, const shapes::OperationShape& operation,
                             const json::object& params);

/// The answer by the model's names, with timestamps as the CLI's version prints them. Members that the model does not know are
/// left out. Bytes of a stream are not in it.
json::object from_wire(CliVersion version, const shapes::ServiceShapes& service,
                       const shapes::OperationShape& operation, const Reply& reply);

}  // namespace eni::sandbox::hosts::tools::aws_cli
