#pragma once
/// The messages of SOCKS 5 as bytes: what a client sends before its connection is there, and what it is answered. Pure.
/// Sources: RFC 1928 (SOCKS Protocol Version 5), RFC 1929 (Username/Password Authentication).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace eni::sandbox::vpc_entry {

/// How clients log in. Source: RFC 1928, section 3.
enum class Method : std::uint8_t { kNone = 0x00, kUserAndPassword = 0x02, kNotAcceptable = 0xff };

/// Source: RFC 1928, section 6.
enum class Reply : std::uint8_t {
  kSucceeded = 0x00,
  kGeneralFailure = 0x01,
  kNotAllowed = 0x02,
  kHostUnreachable = 0x04,
  kConnectionRefused = 0x05,
  kCommandNotSupported = 0x07,
  kAddressTypeNotSupported = 0x08,
};

/// A message has not come as a whole yet.
struct Incomplete {};
/// It is none: the connection is at its end.
struct Malformed {};

/// `bytes` is how many of the text it takes.
struct Greeting {
  bool offers_none = false;
  bool offers_user = false;
  std::size_t bytes = 0;
};
struct Login {
  std::string user;  ///< any bytes, 255 at most; the password is passed over
  std::size_t bytes = 0;
};
struct ConnectRequest {
  std::string host;  ///< "10.0.1.20", "2001:db8::14", or a name: any bytes, 255 at most
  std::uint16_t port = 0;
  std::size_t bytes = 0;
};
/// A request that is well-formed, and what it is answered all the same.
struct Unsupported {
  Reply reply = Reply::kGeneralFailure;
};

using ParsedGreeting = std::variant<Incomplete, Malformed, Greeting>;
using ParsedLogin = std::variant<Incomplete, Malformed, Login>;
using ParsedRequest = std::variant<Incomplete, Malformed, Unsupported, ConnectRequest>;

/// No message is longer: of the version, a command, a reserved byte, a type, a name and a port.
inline constexpr std::size_t kMaxMessageBytes = 3 + 255 + 255;

/// @param text  what has come; behind the message there may be more
ParsedGreeting parse_greeting(std::string_view text);
ParsedLogin parse_login(std::string_view text);
ParsedRequest parse_request(std::string_view text);

/// None where the client offers none of ours. A user is asked for where the client has one to tell: it chooses the VPC.
Method choose_method(const Greeting& greeting);

std::string method_answer(Method method);
std::string login_answer(bool is_accepted);
/// With the address 0.0.0.0: where a connection begins in a VPC says nothing to who is outside.
std::string request_answer(Reply reply);

}  // namespace eni::sandbox::vpc_entry
