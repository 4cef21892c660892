#pragma once
/// The variables of a function's process: what its owner may set, and what Lambda sets.
#include <map>
#include <string>

#include "aws/sigv4.h"
#include "sandbox/gateway/call.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

/// @error  InvalidParameterValueException: reserved names, invalid names, more than 4 KB
ApiResult<void> check_environment(const json::object& variables);

/// What differs from one execution environment to the next.
struct EnvironmentFacts {
  aws::Credentials credentials;  ///< of the execution role's session
  std::string runtime_api;       ///< host:port
  std::string task_root;         ///< the unpacked code
  std::string layers_root;       ///< the unpacked layers: /opt
  std::string runtime_directory;
  std::string scratch_directory;  ///< in place of /tmp
  std::string log_group;
  std::string log_stream;
  std::string endpoint_url;  ///< of the sandbox
};

/// All of the process's environment; nothing is inherited.
/// Source: Lambda developer guide, "Defined runtime environment variables".
std::map<std::string, std::string> process_environment(const LambdaFunction& function,
                                                       const EnvironmentFacts& facts);

}  // namespace eni::sandbox::lambda_service
