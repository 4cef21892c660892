#include "sandbox/vpc_entry/socks_message.h"

#include <gtest/gtest.h>

namespace eni::sandbox::vpc_entry {
namespace {

using namespace std::string_literals;

/// What a test's row says of a result: "more", "wrong", "reply N", or the message with the bytes that it takes.
std::string shown(const ParsedGreeting& parsed) {
  if (std::holds_alternative<Incomplete>(parsed)) return "more";
  if (std::holds_alternative<Malformed>(parsed)) return "wrong";
  const auto& greeting = std::get<Greeting>(parsed);
  return (greeting.offers_none ? "none "s : ""s) + (greeting.offers_user ? "user " : "") +
         std::to_string(greeting.bytes);
}
std::string shown(const ParsedLogin& parsed) {
  if (std::holds_alternative<Incomplete>(parsed)) return "more";
  if (std::holds_alternative<Malformed>(parsed)) return "wrong";
  return std::get<Login>(parsed).user + " " + std::to_string(std::get<Login>(parsed).bytes);
}
std::string shown(const ParsedRequest& parsed) {
  if (std::holds_alternative<Incomplete>(parsed)) return "more";
  if (std::holds_alternative<Malformed>(parsed)) return "wrong";
  if (const auto* unsupported = std::get_if<Unsupported>(&parsed))
    return "reply " + std::to_string(static_cast<int>(unsupported->reply));
  const auto& request = std::get<ConnectRequest>(parsed);
  return request.host + ":" + std::to_string(request.port) + " " + std::to_string(request.bytes);
}

TEST(SocksMessage, GreetingsOfferWaysToLogIn) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "more"},
      {"\x05", "more"},
      {"\x05\x02\x00"s, "more"},
      {"\x05\x01\x00"s, "none 3"},
      {"\x05\x01\x02"s, "user 3"},
      {"\x05\x03\x00\x01\x02"s, "none user 5"},
      {"\x05\x01\x00\x05\x01\x00\x01"s, "none 3"},  // the request comes with it
      {"\x05\x01\x01"s, "3"},                       // GSSAPI alone
      {"\x05\x00"s, "2"},
      {"\x04\x01\x00\x50\x0a\x00\x00\x01"s, "wrong"},  // SOCKS 4
      {"GET / HTTP/1.1\r\n", "wrong"},
      {"\x16\x03\x01", "wrong"},  // TLS
      {"\x05\xff"s + std::string(254, '\x00'), "more"},
      {"\x05\xff"s + std::string(255, '\x00'), "none 257"},
  };
  for (const auto& [bytes, result] : rows) EXPECT_EQ(shown(parse_greeting(bytes)), result);
}

TEST(SocksMessage, LoginsNameAUser) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "more"},
      {"\x01", "more"},
      {"\x01\x05vpc-", "more"},
      {"\x01\x05vpc-1", "more"},
      {"\x01\x05vpc-1\x01", "more"},
      {"\x01\x05vpc-1\x01x", "vpc-1 9"},
      {"\x01\x05vpc-1\x00"s, "vpc-1 8"},
      {"\x01\x00\x00"s, " 3"},
      {"\x01\x03"s + "a\000b"s + "\x00"s, "a\000b 6"s},
      {"\x05\x01\x00"s, "wrong"},
      {"\x01\xff"s + std::string(255, 'u') + "\xff" + std::string(254, 'p'), "more"},
      {"\x01\xff"s + std::string(255, 'u') + "\xff" + std::string(255, 'p'), std::string(255, 'u') + " 513"},
  };
  for (const auto& [bytes, result] : rows) EXPECT_EQ(shown(parse_login(bytes)), result);
}

TEST(SocksMessage, RequestsNameWhereToConnectTo) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "more"},
      {"\x05", "more"},
      {"\x05\x01\x00"s, "more"},
      {"\x05\x01\x00\x01\x0a\x00\x01"s, "more"},
      {"\x05\x01\x00\x01\x0a\x00\x01\x14\x1f"s, "more"},
      {"\x05\x01\x00\x01\x0a\x00\x01\x14\x1f\x90"s, "10.0.1.20:8080 10"},
      {"\x05\x01\x00\x01\x0a\x00\x01\x14\x1f\x90GET /"s, "10.0.1.20:8080 10"},  // what follows at once
      {"\x05\x01\x77\x01\x0a\x00\x01\x14\x00\x50"s, "10.0.1.20:80 10"},         // the reserved byte
      {"\x05\x01\x00\x03\x09web.local\x1f\x90"s, "web.local:8080 16"},
      {"\x05\x01\x00\x03\x09web.local\x1f"s, "more"},
      {"\x05\x01\x00\x03\x00\x00\x50"s, ":80 7"},
      {"\x05\x01\x00\x03\x03"s + "a\000b\x00\x50"s, "a\000b:80 10"s},
      {"\x05\x01\x00\x03\xff"s + std::string(255, 'n') + "\x00\x50"s, std::string(255, 'n') + ":80 262"},
      {"\x05\x01\x00\x04"s + std::string(15, '\x01'), "more"},
      {"\x05\x01\x00\x04"s + std::string(18, '\x01'), "101:101:101:101:101:101:101:101:257 22"},
      {"\x05\x02\x00\x01\x0a\x00\x01\x14\x1f\x90"s, "reply 7"},  // BIND
      {"\x05\x03\x00\x01\x00\x00\x00\x00\x00\x00"s, "reply 7"},  // UDP ASSOCIATE
      {"\x05\x00\x00\x01"s, "reply 7"},
      {"\x05\xff\x00\x01"s, "reply 7"},
      {"\x05\x01\x00\x00"s, "reply 8"},
      {"\x05\x01\x00\x02"s, "reply 8"},
      {"\x05\x01\x00\xff"s, "reply 8"},
      {"\x04\x01\x00\x50", "wrong"},
      {"\x01\x01", "wrong"},
  };
  for (const auto& [bytes, result] : rows) EXPECT_EQ(shown(parse_request(bytes)), result);
}

TEST(SocksMessage, AnswersAreAsTheRfcsHaveThem) {
  EXPECT_EQ(method_answer(choose_method({true, false, 0})), "\x05\x00"s);
  EXPECT_EQ(method_answer(choose_method({true, true, 0})), "\x05\x02"s);
  EXPECT_EQ(method_answer(choose_method({false, true, 0})), "\x05\x02"s);
  EXPECT_EQ(method_answer(choose_method({false, false, 0})), "\x05\xff"s);
  EXPECT_EQ(login_answer(true), "\x01\x00"s);
  EXPECT_EQ(login_answer(false), "\x01\x01"s);
  EXPECT_EQ(request_answer(Reply::kSucceeded), "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"s);
  EXPECT_EQ(request_answer(Reply::kConnectionRefused), "\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"s);
}

/// However a message is cut, nothing is taken for one before all of it is there.
TEST(SocksMessage, NothingIsReadFromAPart) {
  const std::string request = "\x05\x01\x00\x03\x09web.local\x1f\x90"s;
  for (std::size_t size = 0; size < request.size(); ++size)
    EXPECT_EQ(shown(parse_request(std::string_view{request}.substr(0, size))), "more") << size;
}

}  // namespace
}  // namespace eni::sandbox::vpc_entry
