#include "eni_trunking/sandbox/listen_address.h"

#include "base/text.h"

namespace eni::command {

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const Error bad{"'" + std::string(text) + "' is not an address to listen on",
                  "write HOST:PORT, e.g. 127.0.0.1:4566"};
  ListenAddress address;
  std::string_view port = text;
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    port = text.substr(colon + 1);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!bracketed && host.find(':') != std::string_view::npos) return bad;
    if (!host.empty()) address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  }
  const auto number = parse_integer(port);
  if (!number || *number < 0 || *number > 65535) return bad;
  address.port = static_cast<std::uint16_t>(*number);
  return address;
}

std::string ListenAddress::url() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return "http://" + (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool ListenAddress::is_loopback() const { return host == "::1" || host.rfind("127.", 0) == 0; }

}  // namespace eni::command
