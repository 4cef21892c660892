#include "eni_trunking/status/local_access.h"

#include "aws/arn.h"
#include "base/json.h"
#include "base/text.h"
#include "client/user_environment.h"
#include "eni_trunking/sandbox/sandbox_pages.h"

namespace eni::command {

namespace {

constexpr const char* kListeners = "/_sandbox/load-balancers";
constexpr const char* kSocks = "/_sandbox/socks";
/// It has just answered calls, or else what answers there is something else.
constexpr std::chrono::seconds kPatience{5};

bool is_of(const std::string& arn, const std::string& account, const std::string& region) {
  const auto parsed = aws::Arn::parse(arn);
  return parsed && parsed->account == account && parsed->region == region;
}

/// What the user has put in AWS's place.
std::string own_endpoint(const client::EndpointRules& endpoints) {
  const auto found = endpoints.by_service.find("ecs");
  return found != endpoints.by_service.end() ? found->second : endpoints.endpoint_url;
}

std::string read_socks(const net::Url& sandbox) {
  const auto page = ask_page(sandbox, {"GET", kSocks, {}, ""}, {}, kPatience);
  const auto document = page ? parse_json(*page) : Result<json::value>{json::value{}};
  return document ? text_at(*document, "address") : "";
}

}  // namespace

std::optional<LocalAccess> read_local_access(const client::EndpointRules& endpoints,
                                             const std::string& account, const std::string& region) {
  const std::string endpoint = own_endpoint(endpoints);
  if (endpoint.empty()) return std::nullopt;
  const auto url = sandbox_url(endpoint, client::ProcessEnvironment{});
  if (url.has_error()) return std::nullopt;
  const auto page = ask_page(*url, {"GET", kListeners, {}, ""}, {}, kPatience);
  if (page.has_error()) return std::nullopt;
  return LocalAccess{parse_local_listeners(*page, account, region), read_socks(*url)};
}

std::vector<LocalListener> parse_local_listeners(const std::string& page, const std::string& account,
                                                 const std::string& region) {
  constexpr std::string_view kScheme = "http://";
  std::vector<LocalListener> listeners;
  const auto document = parse_json(page);
  if (!document || !document->is_object()) return listeners;
  for (const json::value& one : array_at(*document, "listeners")) {
    const std::string arn = text_at(one, "loadBalancer");
    if (!is_of(arn, account, region)) continue;
    const std::string url = text_at(one, "url");
    listeners.push_back({arn, text_at(one, "dnsName"), integer_at(one.get_object(), "port"),
                         url.starts_with(kScheme) ? url.substr(kScheme.size()) : url,
                         text_at(one, "problem")});
  }
  return listeners;
}

std::string load_balancer_name(const std::string& arn) {
  const auto parts = split(arn, '/');
  return parts.size() < 3 ? arn : parts[2];
}

}  // namespace eni::command
