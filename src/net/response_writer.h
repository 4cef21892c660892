#pragma once
/// Writes HTTP/1.1 responses as bytes. No I/O.
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/http.h"

namespace eni::net {

class ResponseWriter {
 public:
  struct Framing {
    bool head_only = false;  ///< the request was HEAD: the body's length is told, the body left out
    bool close = false;      ///< the connection ends after it
    /// How long a body is that the caller sends after it, in place of the response's.
    std::optional<std::uint64_t> body_bytes = {};
  };

  /// Appends the response to `out`. Date, Content-Length and Connection are added where they are due.
  void write(const Response& response, Framing framing, TimePoint now, std::string& out);

 private:
  const std::string& date(TimePoint now);
  std::string date_;  ///< made once a second
  std::chrono::seconds date_second_{-1};
};

}  // namespace eni::net
