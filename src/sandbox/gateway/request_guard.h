#pragma once
/// What keeps web pages away from the sandbox: its credentials are no secret, so a page that can reach it
/// could do anything. Clients that are no browsers pass.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/http.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

class RequestGuard {
 public:
  explicit RequestGuard(std::span<const Service* const> services) : services_{services} {}

  /// Why a request is refused with 403, or nothing. Refused are a Host that is not an IP address, localhost, a
  /// name under localhost, the listen address, or a service's own name on AWS (DNS rebinding); an Origin that
  /// is not the sandbox's own; and what a browser marks as sent from another site.
  /// @param endpoint_url  where the sandbox listens; the same each time
  std::optional<std::string> refusal(const net::Request& request, std::string_view endpoint_url);

 private:
  bool is_own_host(std::string_view host, std::string_view endpoint_url);

  std::span<const Service* const> services_;
  std::string own_host_;  ///< the last that was: clients send the same each time
};

}  // namespace eni::sandbox
