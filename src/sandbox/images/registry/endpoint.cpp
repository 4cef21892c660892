#include "sandbox/images/registry/endpoint.h"

#include "base/text.h"

namespace eni::sandbox::images {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kDockerHubHost = "registry-1.docker.io";

bool is_below_localhost(std::string_view host) { return to_lower(host).ends_with(".localhost"); }

/// A DNS server might take names below localhost elsewhere.
net::Url without_lookup(net::Url url) {
  if (is_below_localhost(url.host)) url.host = "127.0.0.1";
  return url;
}

}  // namespace

bool is_loopback(std::string_view host) {
  const std::string name = to_lower(host);
  if (name == "localhost" || name == "::1") return true;
  return name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string::npos;
}

bool is_elsewhere(const std::string& registry, const std::map<std::string, std::string>& endpoints) {
  return endpoints.contains(registry) || is_below_localhost(registry.substr(0, registry.rfind(':')));
}

Result<net::Url> registry_url(const std::string& registry,
                              const std::map<std::string, std::string>& endpoints) {
  if (const auto found = endpoints.find(registry); found != endpoints.end()) {
    ENI_TRY(net::Url url, net::Url::parse(found->second));
    return without_lookup(std::move(url));
  }
  const std::string host{registry == kDockerHub ? kDockerHubHost : std::string_view{registry}};
  ENI_TRY(net::Url url, net::Url::parse("https://" + host + "/"));
  if (!is_loopback(url.host) && !is_below_localhost(url.host)) return url;
  ENI_TRY(url, net::Url::parse("http://" + host + "/"));
  return without_lookup(std::move(url));
}

Result<net::Url> url_of_answer(const net::Url& from, std::string_view text) {
  const bool is_path = text.starts_with("/") && !text.starts_with("//");
  ENI_TRY(net::Url url,
          net::Url::parse(is_path ? from.scheme + "://" + from.authority() + std::string(text) : text));
  url = without_lookup(std::move(url));
  const bool is_local = is_loopback(from.host) && is_loopback(url.host);
  if (url.scheme != "https" && !(from.scheme == "http" && is_local))
    return Error{
        from.host + " leads to " + url.scheme + "://" + url.authority() + ", which is not protected by TLS",
        ""};
  return url;
}

bool is_same_server(const net::Url& a, const net::Url& b) {
  return a.scheme == b.scheme && iequals(a.host, b.host) && a.port == b.port;
}

}  // namespace eni::sandbox::images
