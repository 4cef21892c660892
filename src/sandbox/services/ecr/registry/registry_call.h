#pragma once
/// A request of a client of registries: who sends it, to whose registry, and how it asks ECR's operations.
///
/// The registry is a front of ECR's API, as on AWS: what docker and others ask of it becomes ECR's operations, called through the
/// gateway as who logged in. So IAM, repository policies, faults and errors are those of the operations. Only bytes of layers go
/// their own way.
#include <string>
#include <string_view>

#include "net/http.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/registry/answer.h"

namespace eni::sandbox::ecr_service {

struct RegistryCaller {
  Principal principal;
  aws::AccountId account;  ///< whose registry it is
  aws::Region region;
};

/// @error  UNAUTHORIZED (401, with WWW-Authenticate): no login, or a wrong one; DENIED (403): it has expired
RegistryResult<RegistryCaller> authenticate_client(Environment& env, const net::Request& request);

struct RegistryCall {
  Environment& env;
  net::Request request;
  RegistryRoute route;
  RegistryCaller caller;

  /// The query's parameter, decoded; "" if there is none.
  std::string query(std::string_view key) const;
  /// An operation of ECR on the route's repository. @error  in the registry's words
  Task<RegistryResult<json::object>> ask(std::string_view operation, json::object params) const;
  /// The same, with ECR's own error.
  Task<ApiResult<json::object>> ask_ecr(std::string_view operation, json::object params) const;
  /// Of the route's repository, be it there or not.
  std::string arn() const;
  /// "/v2/NAME/" and what follows.
  std::string location(std::string_view rest) const;
};

}  // namespace eni::sandbox::ecr_service
