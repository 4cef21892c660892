#pragma once
/// The instance metadata service, which a host's processes reach at 169.254.169.254.
///
/// All paths of docs.aws.amazon.com's "Instance metadata categories" that a host of ECS has; not the signatures of the identity
/// document (signature, pkcs7, rsa2048), which nobody but AWS can make: they are 404. Everything is read from the store at each
/// request.
#include <optional>
#include <string>

#include "base/task.h"
#include "net/http.h"
#include "sandbox/gateway/call.h"
#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/metadata/tokens.h"

namespace eni::sandbox::hosts::metadata {

class Service {
 public:
  Service(Environment& env, std::string instance_id);

  /// 401 without a valid token where HttpTokens is "required", 403 where HttpEndpoint is "disabled" or a request for a token was
  /// forwarded, 400 for a wrong lifetime of a token, 404 for what is not there.
  Task<net::Response> answer(net::Request request);

 private:
  net::Response issue_token(const net::Request& request) const;
  Task<net::Response> show(std::string path);
  Task<std::string> role_credentials(std::string role);

  Environment& env_;
  std::string instance_id_;
  Tokens tokens_;
  /// Given out last, and of which role: the same until shortly before its end.
  std::optional<RoleSession> session_;
  std::string session_profile_;
};

}  // namespace eni::sandbox::hosts::metadata
