#pragma once
/// HTTP proxies, as users name them in HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
#include <optional>
#include <string>

#include "base/result.h"
#include "net/http.h"

namespace eni::net {

struct Proxy {
  Url url;                         ///< scheme http
  std::string authorization = {};  ///< of the header Proxy-Authorization; empty: none. Never logged
};

/// What the three variables say; empty: nothing.
struct ProxyRules {
  std::string https = {};  ///< HTTPS_PROXY: "http://[USER:PASSWORD@]HOST[:PORT]", or without "http://"
  std::string http = {};   ///< HTTP_PROXY
  std::string no_proxy =
      {};  ///< NO_PROXY: names, with commas between them, that are reached without; "*": all are

  /// The one by which `url` is reached; nothing: directly. A name of no_proxy stands for itself and all names below it, with or
  /// without a port.
  /// Source: Python's urllib.request.getproxies_environment and proxy_bypass_environment, which botocore uses.
  /// @error  the proxy's URL is none; it is one of https
  Result<std::optional<Proxy>> proxy_for(const Url& url) const;
};

}  // namespace eni::net
