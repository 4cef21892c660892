#include "sandbox/load_balancers/http/message_head.h"

#include <gtest/gtest.h>

namespace eni::sandbox::load_balancers {
namespace {

std::string framing_text(const BodyFraming& body) {
  switch (body.kind) {
    case BodyFraming::Kind::kNone:
      return "none";
    case BodyFraming::Kind::kLength:
      return std::to_string(body.length);
    case BodyFraming::Kind::kChunked:
      return "chunked";
    case BodyFraming::Kind::kUntilClose:
      return "until close";
  }
  return "";
}

struct RequestRow {
  std::string_view what;
  std::string head;
  std::string
      expected;  ///< "TARGET HOST BODY" with " close", " continue", " upgrade"; or the status that refuses it
};

std::string text_of(const Result<RequestHead, int>& head) {
  if (head.has_error()) return std::to_string(head.error());
  return head->request.target + " " + std::string(head->request.headers.text("Host")) + " " +
         framing_text(head->body) + (head->keep_alive ? "" : " close") +
         (head->expects_continue ? " continue" : "") + (head->is_upgrade ? " upgrade" : "");
}

TEST(MessageHead, RequestsAreReadOrRefused) {
  const std::string long_text(17 * 1024, 'a');
  const RequestRow rows[] = {
      {"plain", "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n", "/a?b x none"},
      {"a length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n", "/ x 12"},
      {"no length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "/ x none"},
      {"chunked", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n", "/ x chunked"},
      {"close", "GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n", "/ x none close"},
      {"1.0 closes", "GET / HTTP/1.0\r\n\r\n", "/  none close"},
      {"1.0 kept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "/  none"},
      {"continue", "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n",
       "/ x 1 continue"},
      {"websocket", "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
       "/ x none upgrade"},
      {"another upgrade", "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
       "/ x none"},
      {"a proxy's form", "GET http://y:81/p?q HTTP/1.1\r\nHost: x\r\n\r\n", "/p?q y:81 none"},
      {"a proxy's form without a path", "GET http://y?q HTTP/1.1\r\nHost: x\r\n\r\n", "/?q y none"},
      {"all", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "* x none"},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
      {"CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", "400"},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
      {"two lengths", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
      {"length and chunks",
       "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"a signed length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", "400"},
      {"gzip", "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501"},
      {"twice chunked",
       "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400"},
      {"space before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
      {"folded", "GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", "400"},
      {"a line feed alone", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", "400"},
      {"a space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"no version", "GET /\r\n\r\n", "400"},
      {"version 2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", "505"},
      {"a long target", "GET /" + long_text + " HTTP/1.1\r\nHost: x\r\n\r\n", "414"},
      {"a long field", "GET / HTTP/1.1\r\nHost: x\r\nA: " + long_text + "\r\n\r\n", "400"},
  };
  for (const RequestRow& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(text_of(parse_request_head(row.head)), row.expected);
  }
}

struct ResponseRow {
  std::string_view method;
  std::string_view head;
  std::string expected;
};

TEST(MessageHead, AnswersAreReadOrRefused) {
  const ResponseRow rows[] = {
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "200 OK 3"},
      {"GET", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200  none"},
      {"GET", "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n", "404 Not Found chunked"},
      {"GET", "HTTP/1.1 200 OK\r\n\r\n", "200 OK until close close"},
      {"GET", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n", "200 OK 3 close"},
      {"GET", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: Keep-Alive\r\n\r\n", "200 OK 3"},
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n", "200 OK 3 close"},
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
       "200 OK chunked close"},
      {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "200 OK none"},
      {"GET", "HTTP/1.1 204 No Content\r\n\r\n", "204 No Content none"},
      {"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "304 Not Modified none"},
      {"GET", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
       "101 Switching Protocols none"},
      {"GET", "HTTP/2 200 OK\r\n\r\n", "not an HTTP status line"},
      {"GET", "HTTP/1.1 20 OK\r\n\r\n", "not an HTTP status line"},
      {"GET", "HTTP/1.1 2000 OK\r\n\r\n", "not an HTTP status line"},
      {"GET", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "not an HTTP status line"},
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "Content-Length is contradictory"},
      {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "the transfer encoding is not known"},
      {"GET", "HTTP/1.1 200 OK\r\nBroken\r\n\r\n", "a header field is malformed"},
  };
  for (const ResponseRow& row : rows) {
    SCOPED_TRACE(row.head);
    const auto head = parse_response_head(row.head, row.method);
    EXPECT_EQ(head.has_error() ? head.error().message
                               : std::to_string(head->status) + " " + head->reason + " " +
                                     framing_text(head->body) + (head->keep_alive ? "" : " close"),
              row.expected);
  }
}

TEST(MessageHead, EndsAtItsEmptyLine) {
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\r\nrest"), 18U);
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\r\nrest", 17), 18U);
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\r"), std::nullopt);
}

TEST(MessageHead, WhatDoesNotEndIsRefusedAtTheLimits) {
  const std::string line = "GET / HTTP/1.1\r\n";
  EXPECT_EQ(refuse_unfinished(""), std::nullopt);
  EXPECT_EQ(refuse_unfinished(line), std::nullopt);
  EXPECT_EQ(refuse_unfinished("\x16\x03"), 400);
  EXPECT_EQ(refuse_unfinished(std::string(kMaxRequestLine + 1, 'a')), 414);
  EXPECT_EQ(refuse_unfinished(line + std::string(kMaxRequestHead, 'a')), 400);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
