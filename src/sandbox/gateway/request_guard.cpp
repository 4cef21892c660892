#include "sandbox/gateway/request_guard.h"

#include <algorithm>

#include "base/text.h"
#include "oci/reference.h"

namespace eni::sandbox {

namespace {

bool is_port(std::string_view text) {
  const auto number = text.substr(0, 1) == ":" ? parse_integer(text.substr(1)) : std::nullopt;
  return text.empty() || text == ":" || (number && *number >= 0 && *number <= 65535);
}

/// A Host's name in small letters, without its port and an IPv6 address's brackets; empty if it is not of that form.
std::string host_name(std::string_view host) {
  const bool bracketed = host.substr(0, 1) == "[";
  const auto end = bracketed ? host.find(']') : std::min(host.find(':'), host.size());
  if (end == std::string_view::npos || !is_port(host.substr(end + (bracketed ? 1 : 0)))) return {};
  return to_lower(bracketed ? host.substr(1, end - 1) : host.substr(0, end));
}

/// DNS rebinding needs a name; a page at an address is that address's own.
bool is_ip_address(std::string_view name) {
  if (name.find(':') != std::string_view::npos) {
    return std::all_of(name.begin(), name.end(), [](char c) {
      return c == ':' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
  }
  int parts = 0;
  for (;; ++parts) {
    const auto dot = std::min(name.find('.'), name.size());
    const auto number = parse_integer(name.substr(0, dot));
    if (!number || *number < 0 || *number > 255) return false;
    if (dot == name.size()) return parts == 3;
    name.remove_prefix(dot + 1);
  }
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() > suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

/// SERVICE.amazonaws.com, SERVICE.REGION.amazonaws.com, BUCKET.s3… and ACCOUNT.dkr.ecr…: names that clients send when
/// /etc/hosts leads them here, and that nobody but AWS can make point elsewhere.
bool is_service_name(std::string_view name, std::span<const Service* const> services) {
  if (oci::ecr_registry_of(name)) return true;
  if (!ends_with(name, ".amazonaws.com") && !ends_with(name, ".amazonaws.com.cn")) return false;
  const std::string_view first = name.substr(0, name.find('.'));
  const bool service =
      std::any_of(services.begin(), services.end(), [first](const Service* s) { return s->name == first; });
  return service || name.find(".s3.") != std::string_view::npos ||
         name.find(".s3-") != std::string_view::npos;
}

std::string endpoint_host(std::string_view endpoint_url) {
  const auto url = net::Url::parse(endpoint_url);
  return url.has_value() ? to_lower(url->host) : std::string{};
}

bool is_local_name(std::string_view name, std::string_view endpoint_url) {
  if (name == "localhost" || is_ip_address(name) || ends_with(name, ".localhost")) return true;
  return !name.empty() && name == endpoint_host(endpoint_url);
}

/// The page's own requests: http://NAME:PORT where that is the Host it was sent to.
bool is_own_origin(std::string_view origin, std::string_view host) {
  return origin == "http://" + std::string(host);
}

/// A page of another site, or a second Origin, which no browser sends.
std::optional<std::string_view> foreign_origin(const net::Request& request, std::string_view host) {
  bool seen = false;
  for (const auto& [name, value] : request.headers) {
    if (!iequals(name, "Origin")) continue;
    if (seen || !is_own_origin(value, host)) return value;
    seen = true;
  }
  return std::nullopt;
}

bool is_from_another_site(const net::Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& field) {
    return iequals(field.first, "Sec-Fetch-Site") && field.second != "same-origin" && field.second != "none";
  });
}

}  // namespace

bool RequestGuard::is_own_host(std::string_view host, std::string_view endpoint_url) {
  if (!own_host_.empty() && host == own_host_) return true;
  const std::string name = host_name(host);
  if (!is_local_name(name, endpoint_url) && !is_service_name(name, services_)) return false;
  own_host_ = host;
  return true;
}

std::optional<std::string> RequestGuard::refusal(const net::Request& request, std::string_view endpoint_url) {
  const std::string_view host = request.headers.text("Host");
  if (!is_own_host(host, endpoint_url)) {
    return "the Host '" + std::string(host) +
           "' is not this sandbox's: use its address, localhost or a name under it";
  }
  if (const auto origin = foreign_origin(request, host)) {
    return "the Origin '" + std::string(*origin) + "' is not this sandbox's: other web pages may not call it";
  }
  if (is_from_another_site(request)) {
    return std::string("sent from another site's page: other web pages may not call this sandbox");
  }
  return std::nullopt;
}

}  // namespace eni::sandbox
