#include "net/proxy.h"

#include <algorithm>

#include "base/text.h"

namespace eni::net {

namespace {

bool is_name_or_below(const std::string& host, const std::string& name) {
  return host == name || host.ends_with("." + name);
}

bool is_excepted(const Url& url, const std::string& no_proxy) {
  if (trim(no_proxy) == "*") return true;
  const std::string host = to_lower(url.host);
  const std::string host_and_port = host + ":" + url.port;
  for (const std::string& piece : split(to_lower(no_proxy), ',')) {
    std::string name{trim(piece)};
    name.erase(0, std::min(name.find_first_not_of('.'), name.size()));
    if (!name.empty() && (is_name_or_below(host, name) || is_name_or_below(host_and_port, name))) return true;
  }
  return false;
}

Error not_a_proxy(const std::string& why) {
  return {"the proxy of HTTPS_PROXY or HTTP_PROXY is none: " + why,
          "it is http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT"};
}

/// What it says of user and password is in no error.
Result<Proxy> parse(const std::string& text) {
  const std::string with_scheme = text.find("://") == std::string::npos ? "http://" + text : text;
  const std::size_t begin = with_scheme.find("://") + 3;
  const std::size_t end = std::min(with_scheme.find('/', begin), with_scheme.size());
  const std::size_t at = with_scheme.rfind('@', end);
  const bool has_user = at != std::string::npos && at >= begin && at < end;
  auto url = Url::parse(with_scheme.substr(0, begin) + with_scheme.substr(has_user ? at + 1 : begin));
  if (url.has_error()) return not_a_proxy(url.error().message);
  if (url->scheme != "http") return not_a_proxy("it must be spoken to by http");
  Proxy proxy{*std::move(url)};
  if (has_user)
    proxy.authorization = "Basic " + base64_encode(percent_decode(with_scheme.substr(begin, at - begin)));
  return proxy;
}

}  // namespace

Result<std::optional<Proxy>> ProxyRules::proxy_for(const Url& url) const {
  const std::string& text = url.scheme == "https" ? https : http;
  if (text.empty() || is_excepted(url, no_proxy)) return std::optional<Proxy>{};
  ENI_TRY(Proxy proxy, parse(text));
  return std::optional{std::move(proxy)};
}

}  // namespace eni::net
