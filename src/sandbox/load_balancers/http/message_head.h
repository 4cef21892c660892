#pragma once
/// Heads of HTTP/1.x messages on their way through: what they say of the body behind them and of the connection. Strict where leniency
/// would let two readers of the same bytes see different messages (RFC 9112, sections 6.1 and 11.2).
/// Source of the limits: Application Load Balancers User Guide, "Quotas", "HTTP headers": request line 16 K, single header 16 K, entire
/// request header 64 K, entire response header 32 K. Of the statuses: "Troubleshoot your Application Load Balancers".
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http.h"

namespace eni::sandbox::load_balancers {

inline constexpr std::size_t kMaxRequestLine = 16 * 1024;
inline constexpr std::size_t kMaxHeaderField = 16 * 1024;
inline constexpr std::size_t kMaxRequestHead = 64 * 1024;
inline constexpr std::size_t kMaxResponseHead = 32 * 1024;

/// Where a body ends.
struct BodyFraming {
  enum class Kind { kNone, kLength, kChunked, kUntilClose } kind = Kind::kNone;
  std::uint64_t length = 0;  ///< of kLength

  bool has_body() const { return kind != Kind::kNone; }
};

struct RequestHead {
  net::Request request;  ///< without a body
  BodyFraming body;
  bool is_http_1_1 = true;
  bool keep_alive = true;
  bool expects_continue = false;
  bool is_upgrade = false;  ///< it asks for another protocol on the same connection
};

struct ResponseHead {
  int status = 0;
  std::string reason;
  net::Headers headers;
  BodyFraming body;
  bool keep_alive = true;
};

/// Where the head ends, behind its empty line; nothing if it is not all there.
/// @param searched  how much of it had no end the last time
std::optional<std::size_t> find_head_end(std::string_view bytes, std::size_t searched = 0);

/// What a request of which so much has come without an end is answered; nothing if more may come.
std::optional<int> refuse_unfinished(std::string_view bytes);

/// @param head  with its empty line
/// @error       the status that refuses it: 400, 405, 414, 501, 505
Result<RequestHead, int> parse_request_head(std::string_view head);

/// @param method  of the request: an answer to HEAD has no body
/// @error         what is wrong with it
Result<ResponseHead> parse_response_head(std::string_view head, std::string_view method);

/// Appends one line a field.
void append_headers(std::string& out, const net::Headers& headers);

}  // namespace eni::sandbox::load_balancers
