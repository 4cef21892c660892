#pragma once
/// What the registry answers. Source of the errors' form and codes: OCI Distribution Specification 1.1, "Error Codes".
#include <optional>
#include <string>

#include "net/body_receiver.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecr/registry/route.h"

namespace eni::sandbox::ecr_service {

struct RegistryAnswer {
  net::Response response;
  std::optional<net::FileRange> file = {};  ///< its body
};

struct RegistryError {
  int status = 400;
  std::string code;     ///< "MANIFEST_UNKNOWN"
  std::string message;  ///< in ECR's words
  net::Headers headers = {};
};

template <class T>
using RegistryResult = Result<T, RegistryError>;

/// What ECR's operations refuse, as the registry says it of a request for `kind`.
RegistryError to_registry_error(RegistryRoute::Kind kind, const ApiError& error);

/// {"errors": [{code, message, detail}]}
net::Response write_error(const RegistryError& error);

}  // namespace eni::sandbox::ecr_service
