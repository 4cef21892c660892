#include "sandbox/vpc_entry/socks_message.h"

#include "vpc/address.h"

namespace eni::sandbox::vpc_entry {
namespace {

constexpr unsigned kVersion = 0x05;
constexpr unsigned kLoginVersion = 0x01;
constexpr unsigned kConnect = 0x01, kUdpAssociate = 0x03;
constexpr unsigned kIpv4 = 0x01, kName = 0x03, kIpv6 = 0x04;

/// Bytes one after the other. What is behind the end is 0, and remembered.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_{text} {}

  unsigned byte() {
    const std::string_view one = take(1);
    return one.empty() ? 0 : static_cast<unsigned char>(one[0]);
  }
  unsigned number() {
    const unsigned high = byte();
    return high << 8U | byte();
  }
  std::string_view take(std::size_t size) {
    if (text_.size() - at_ < size) {
      is_cut_ = true;
      at_ = text_.size();
      return {};
    }
    const std::string_view part = text_.substr(at_, size);
    at_ += size;
    return part;
  }
  /// With its length in the byte before it.
  std::string_view take_counted() { return take(byte()); }
  bool is_cut() const { return is_cut_; }
  std::size_t at() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool is_cut_ = false;
};

/// Whether a message of that version may follow: said by its first byte, before the rest has come.
bool begins_with(std::string_view text, unsigned version) {
  return text.empty() || static_cast<unsigned char>(text[0]) == version;
}

std::string bytes_of(std::initializer_list<unsigned> values) {
  std::string out;
  for (const unsigned value : values) out += static_cast<char>(value);
  return out;
}

}  // namespace

ParsedGreeting parse_greeting(std::string_view text) {
  if (!begins_with(text, kVersion)) return Malformed{};
  Reader in{text};
  in.byte();
  Greeting greeting;
  const std::string_view methods = in.take_counted();
  if (in.is_cut()) return Incomplete{};
  greeting.offers_none = methods.find(static_cast<char>(Method::kNone)) != std::string_view::npos;
  greeting.offers_user = methods.find(static_cast<char>(Method::kUserAndPassword)) != std::string_view::npos;
  greeting.bytes = in.at();
  return greeting;
}

ParsedLogin parse_login(std::string_view text) {
  if (!begins_with(text, kLoginVersion)) return Malformed{};
  Reader in{text};
  in.byte();
  Login login;
  login.user = in.take_counted();
  in.take_counted();
  if (in.is_cut()) return Incomplete{};
  login.bytes = in.at();
  return login;
}

ParsedRequest parse_request(std::string_view text) {
  if (!begins_with(text, kVersion)) return Malformed{};
  Reader in{text};
  in.byte();
  const unsigned command = in.byte();
  in.byte();  // reserved
  const unsigned type = in.byte();
  if (in.is_cut()) return Incomplete{};
  if (command == 0 || command > kUdpAssociate) return Unsupported{Reply::kCommandNotSupported};
  if (type != kIpv4 && type != kName && type != kIpv6) return Unsupported{Reply::kAddressTypeNotSupported};
  ConnectRequest request;
  if (type == kName) {
    request.host = in.take_counted();
  } else {
    request.host = vpc::Address::of_bytes(in.take(type == kIpv4 ? 4 : 16)).text();
  }
  request.port = static_cast<std::uint16_t>(in.number());
  if (in.is_cut()) return Incomplete{};
  if (command != kConnect) return Unsupported{Reply::kCommandNotSupported};
  request.bytes = in.at();
  return request;
}

Method choose_method(const Greeting& greeting) {
  if (greeting.offers_user) return Method::kUserAndPassword;
  return greeting.offers_none ? Method::kNone : Method::kNotAcceptable;
}

std::string method_answer(Method method) { return bytes_of({kVersion, static_cast<unsigned>(method)}); }

std::string login_answer(bool is_accepted) { return bytes_of({kLoginVersion, is_accepted ? 0U : 1U}); }

std::string request_answer(Reply reply) {
  return bytes_of({kVersion, static_cast<unsigned>(reply), 0, kIpv4, 0, 0, 0, 0, 0, 0});
}

}  // namespace eni::sandbox::vpc_entry
