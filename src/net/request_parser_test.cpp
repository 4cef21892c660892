#include "net/request_parser.h"

#include <gtest/gtest.h>

namespace eni::net {
namespace {

constexpr RequestParser::Limits kLimits{200, 20};

/// Feeds the text in pieces of `step` bytes.
RequestParser parse(std::string_view text, std::size_t step) {
  RequestParser parser{kLimits};
  for (std::size_t at = 0; at < text.size() && !parser.is_complete() && !parser.has_failed(); at += step) {
    parser.feed(text.substr(at, step));
  }
  return parser;
}

TEST(RequestParser, ReadsARequestHoweverItIsCut) {
  const std::string_view text =
      "\r\nPUT /a%20b?c=d HTTP/1.1\r\nHost: x\r\nContent-Length:  3 \r\nX-Empty:\r\n\r\nabc";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser = parse(text, step);
    ASSERT_TRUE(parser.is_complete()) << step << parser.error_reason();
    EXPECT_TRUE(parser.keep_alive());
    const Request request = parser.take();
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.target, "/a%20b?c=d");
    EXPECT_EQ(request.headers.text("content-length"), "3");
    EXPECT_TRUE(request.headers.contains("x-empty"));
    EXPECT_EQ(request.body, "abc");
  }
}

TEST(RequestParser, ReadsChunkedBodies) {
  const std::string_view text =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4;name=value\r\nWiki\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser = parse(text, step);
    ASSERT_TRUE(parser.is_complete()) << step << parser.error_reason();
    EXPECT_EQ(parser.take().body, "Wiki0123456789");
  }
}

TEST(RequestParser, LeavesTheNextRequestAlone) {
  RequestParser parser{kLimits};
  const std::string_view text = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::size_t first = parser.feed(text);
  EXPECT_EQ(parser.take().target, "/1");
  EXPECT_TRUE(parser.is_idle());
  EXPECT_EQ(first + parser.feed(text.substr(first)), text.size());
  EXPECT_EQ(parser.take().target, "/2");
}

TEST(RequestParser, TakesTheFormThatProxiesGet) {
  EXPECT_EQ(parse("GET http://h:1/a?b HTTP/1.1\r\nHost: h\r\n\r\n", 999).take().target, "/a?b");
  EXPECT_EQ(parse("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", 999).take().target, "/");
}

struct KeepAliveCase {
  const char* text;
  bool keep_alive;
};

TEST(RequestParser, KnowsWhetherTheConnectionStays) {
  for (const auto& [text, keep_alive] : {
           KeepAliveCase{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", true},
           KeepAliveCase{"GET / HTTP/1.1\r\nHost: x\r\nConnection: TE, Close\r\n\r\n", false},
           KeepAliveCase{"GET / HTTP/1.0\r\n\r\n", false},
           KeepAliveCase{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
       }) {
    const RequestParser parser = parse(text, 999);
    ASSERT_TRUE(parser.is_complete()) << text;
    EXPECT_EQ(parser.keep_alive(), keep_alive) << text;
  }
}

struct FailureCase {
  const char* name;
  std::string text;
  int status;
};

TEST(RequestParser, RefusesWhatIsNotARequest) {
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n";
  const FailureCase cases[] = {
      {"no request line", "hello\r\n\r\n", 400},
      {"another protocol", "GET / FTP/1.1\r\n\r\n", 400},
      {"HTTP/2", "GET / HTTP/2.0\r\n\r\n", 505},
      {"no path", "GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"a space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get + "host: y\r\n\r\n", 400},
      {"a TLS handshake", std::string("\x16\x03\x01\x02\x00\x01\x00", 7), 400},
      {"a field without colon", get + "Name\r\n\r\n", 400},
      {"a space before the colon", get + "Name : x\r\n\r\n", 400},
      {"a folded field", get + "A: b\r\n c\r\n\r\n", 400},
      {"a bare newline", get + "A: b\nC: d\r\n\r\n", 400},
      {"a length that is no number", get + "Content-Length: +3\r\n\r\n", 400},
      {"two lengths", get + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},
      {"length and chunks", get + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"another coding", get + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {"a long header", get + "A: " + std::string(300, 'x'), 431},
      {"a long header in one piece", get + "A: " + std::string(300, 'x') + "\r\n\r\n", 431},
      {"a long body", get + "Content-Length: 21\r\n\r\n", 413},
      {"a long chunk", get + "Transfer-Encoding: chunked\r\n\r\n15\r\n", 413},
      {"many chunks", get + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\nb\r\n", 413},
      {"a huge chunk", get + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 400},
      {"a chunk without end", get + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400},
      {"a negative chunk", get + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400},
  };
  for (const FailureCase& row : cases) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{999}}) {
      const RequestParser parser = parse(row.text, step);
      EXPECT_TRUE(parser.has_failed()) << row.name;
      EXPECT_EQ(parser.error_status(), row.status) << row.name << ": " << parser.error_reason();
    }
  }
}

TEST(RequestParser, TellsThatTheClientWaitsForContinue) {
  RequestParser parser =
      parse("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", 999);
  EXPECT_TRUE(parser.expects_continue());
  parser.continued();
  EXPECT_FALSE(parser.expects_continue());
  parser.feed("ab");
  EXPECT_TRUE(parser.is_complete());
}

}  // namespace
}  // namespace eni::net
