#include "sandbox/images/registry/endpoint.h"

#include "base/text.h"

namespace eni::sandbox::images {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kDockerHubHost = "registry-1.docker.io";

}  // namespace

bool is_loopback(std::string_view host) {
  const std::string name = to_lower(host);
  if (name == "localhost" || name.ends_with(".localhost") || name == "::1") return true;
  return name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string::npos;
}

Result<net::Url> registry_url(const std::string& registry,
                              const std::map<std::string, std::string>& endpoints) {
  if (const auto found = endpoints.find(registry); found != endpoints.end())
    return net::Url::parse(found->second);
  const std::string host{registry == kDockerHub ? kDockerHubHost : std::string_view{registry}};
  ENI_TRY(net::Url url, net::Url::parse("https://" + host + "/"));
  if (!is_loopback(url.host)) return url;
  return net::Url::parse("http://" + host + "/");
}

Result<net::Url> url_of_answer(const net::Url& from, std::string_view text) {
  const bool is_path = text.starts_with("/") && !text.starts_with("//");
  ENI_TRY(net::Url url,
          net::Url::parse(is_path ? from.scheme + "://" + from.authority() + std::string(text) : text));
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
