#pragma once
/// An HTTP/1.1 client for one caller at a time: every exchange has a deadline, TLS is verified, connections are
/// kept alive and can be opened ahead of use. It drives its own loop; the Lambda function and the command use it.
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/http.h"
#include "net/proxy.h"

namespace eni::net {

struct ClientOptions {
  /// PEM bundle of certificate authorities. Empty: SSL_CERT_FILE, then the first that exists of AL2023's
  /// /etc/pki/tls/certs/ca-bundle.crt and Debian's /etc/ssl/certs/ca-certificates.crt.
  std::string ca_bundle = {};
  std::size_t max_body_bytes = 8 * 1024 * 1024;  ///< of a response
  ProxyRules proxies = {};                       ///< https goes through them by CONNECT
};

class Client {
 public:
  explicit Client(ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Makes ready what every https exchange needs: the algorithms, the authorities. Without it the first one does so.
  /// Its failure shows at the next https exchange.
  void prepare_tls();

  /// Starts connecting (DNS, TCP, TLS), and goes on with it while other exchanges run; its failure shows at the next
  /// exchange with it.
  void preconnect(const Url& url);

  /// Sends `request` to `url`'s host and reads the answer. request.target is sent as it is; Host and
  /// Content-Length are added if absent. An idle connection that the peer closed meanwhile is replaced once.
  /// @param deadline  of the system clock; passing it ends the exchange at once
  /// @error  "cannot connect to HOST:PORT: …", "no answer from HOST within the time", "certificate …",
  ///         "the proxy HOST:PORT …"
  Result<Response> exchange(const Url& url, Request request, TimePoint deadline);

  /// Closes idle connections and forgets everything about hosts talked to.
  void reset();

 private:
  class Connections;
  std::unique_ptr<Connections> connections_;
};

}  // namespace eni::net
