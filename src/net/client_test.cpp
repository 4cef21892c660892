#include "net/client.h"

#include <gtest/gtest.h>

#include "net/peer_for_test.h"

namespace eni::net {
namespace {

using namespace std::chrono_literals;

TimePoint in(Duration time) { return SystemClock{}.now() + time; }

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

Request put(std::string body) {
  Request request;
  request.method = "PUT";
  request.target = "/a?b=c";
  request.headers.add("Content-Type", "");
  request.body = std::move(body);
  return request;
}

TEST(Client, SendsTheLiteralRequestAndReadsTheAnswer) {
  Peer peer{{{kOk}}};
  Client client;
  const auto response = client.exchange(peer.url(), put("x"), in(5s));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "ok");
  EXPECT_EQ(response->headers.text("x-a"), "b");
  EXPECT_EQ(peer.requests.at(0), "PUT /a?b=c HTTP/1.1\r\nHost: " + peer.url().authority() +
                                     "\r\nContent-Type:\r\nContent-Length: 1\r\n\r\nx");
}

TEST(Client, KeepsTheConnection) {
  Peer peer{{{kOk, kOk, kOk}}};
  Client client;
  for (int k = 0; k < 3; ++k) ASSERT_TRUE(client.exchange(peer.url(), put("x"), in(5s)).has_value());
}

TEST(Client, ReplacesAConnectionThatThePeerClosedMeanwhile) {
  Peer peer{{{kOk}, {kOk}}};
  Client client;
  ASSERT_TRUE(client.exchange(peer.url(), put("1"), in(5s)).has_value());
  ASSERT_TRUE(client.exchange(peer.url(), put("2"), in(5s)).has_value());
}

TEST(Client, DoesNotReplaceAFreshConnectionThatIsDropped) {
  Peer peer{{{}, {kOk}}};
  Client client;
  const auto response = client.exchange(peer.url(), put("1"), in(5s));
  ASSERT_TRUE(response.has_error());
  ASSERT_TRUE(client.exchange(peer.url(), put("2"), in(5s)).has_value());
}

TEST(Client, UsesTheConnectionOpenedAhead) {
  Peer peer{{{kOk, kOk}}};
  Client client;
  client.preconnect(peer.url());
  client.preconnect(peer.url());
  ASSERT_TRUE(client.exchange(peer.url(), put("1"), in(5s)).has_value());
}

TEST(Client, OpensAheadWithoutWaitingForAnExchange) {
  const Peer peer{{{kOk}}};
  Client client;
  client.preconnect(peer.url());
  EXPECT_TRUE(peer.is_connected_within(5s));
}

TEST(Client, EndsAtTheDeadlineWhenNobodyAnswers) {
  Peer peer{{{""}}};
  Client client;
  const TimePoint start = SystemClock{}.now();
  const auto response = client.exchange(peer.url(), put("1"), in(50ms));
  ASSERT_TRUE(response.has_error());
  EXPECT_EQ(response.error().message, "no answer from 127.0.0.1 within the time");
  EXPECT_LT(SystemClock{}.now() - start, 4s);
}

TEST(Client, SaysWhyAnAnswerIsNone) {
  const std::pair<std::string, std::string> rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "no answer from 127.0.0.1: partial message"},
      {"rubbish\r\n\r\n", "no answer from 127.0.0.1: bad version"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", "no answer from 127.0.0.1: body limit exceeded"},
  };
  for (const auto& [answer, message] : rows) {
    Peer peer{{{answer}}};
    ClientOptions options;
    options.max_body_bytes = 100;
    Client client{options};
    const auto response = client.exchange(peer.url(), put("1"), in(5s));
    ASSERT_TRUE(response.has_error()) << message;
    EXPECT_EQ(response.error().message, message);
  }
}

TEST(Client, SaysWhyItCannotConnect) {
  std::optional<Url> url;
  {
    const Peer peer{{}};
    url = peer.url();
  }
  Client client;
  const auto response = client.exchange(*url, put("1"), in(5s));
  ASSERT_TRUE(response.has_error());
  EXPECT_EQ(response.error().message, "cannot connect to 127.0.0.1:" + url->port + ": Connection refused");
}

TEST(Client, NamesAnAddressOfIPv6InBrackets) {
  Client client;
  // Nobody listens at port 1; where a machine has no IPv6, that is the reason.
  const auto response = client.exchange(*Url::parse("http://[::1]:1/"), put("1"), in(5s));
  ASSERT_TRUE(response.has_error());
  EXPECT_EQ(response.error().message.find("cannot connect to [::1]:1: "), 0u) << response.error().message;
}

TEST(Client, SendsNoRequestThatWouldBreakOutOfItsLine) {
  Client client;
  Request request;
  request.target = "/a\r\nX: y";
  const Url nowhere = Url::parse("http://127.0.0.1:1").value();
  EXPECT_EQ(client.exchange(nowhere, request, in(1s)).error().message,
            "the request's target contains a line break");
  request.target = "/";
  request.headers.add("X-A", "b\nX-C: d");
  EXPECT_EQ(client.exchange(nowhere, request, in(1s)).error().message, "header X-A contains a line break");
}

TEST(Client, WithoutAuthoritiesThereIsNoTls) {
  ClientOptions options;
  options.ca_bundle = "/nowhere/bundle.pem";
  Client client{options};
  client.prepare_tls();
  const auto response = client.exchange(Url::parse("https://127.0.0.1:1").value(), {}, in(1s));
  EXPECT_EQ(response.error().message, "cannot read certificate authorities from /nowhere/bundle.pem");
}

}  // namespace
}  // namespace eni::net
