#pragma once
/// The predefined security policies.
#include <span>
#include <string_view>

namespace eni::sandbox::elb_service {

/// Source: Application Load Balancers User Guide, "Security policies".
std::span<const std::string_view> ssl_policies();
bool is_ssl_policy(std::string_view name);
/// What the API gives a listener for which none is named.
inline constexpr std::string_view kDefaultSslPolicy = "ELBSecurityPolicy-2016-08";

}  // namespace eni::sandbox::elb_service
