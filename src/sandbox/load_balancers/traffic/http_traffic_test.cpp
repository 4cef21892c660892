#include <atomic>
#include <gmock/gmock.h>

#include "net/peer_for_test.h"
#include "sandbox/load_balancers/traffic/test_traffic.h"

namespace eni::sandbox::load_balancers {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpTrafficTest : public TrafficTest {};

std::uint16_t port_of(const net::Peer& peer) {
  return static_cast<std::uint16_t>(std::stoi(peer.url().port));
}

TEST_F(HttpTrafficTest, AnExceptionEndsItsConnectionAndNoOther) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  on_loop([this] { sockets_.connect_defects = 1; });  // The health check has had its connection.
  EXPECT_EQ(get("/"), "");
  EXPECT_TRUE(has_logged("at=a connection through a load balancer about=listener what=a defect"));
  EXPECT_EQ(status_of(get("/")), "200");
}

TEST_F(HttpTrafficTest, ARequestComesToATargetAndItsAnswerBack) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  const std::string answer = get("/path?q", "Accept: */*\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nX-Target: a\r\n"));
  EXPECT_EQ(header_of(answer, "Connection"), "keep-alive");
  EXPECT_THAT(answer, HasSubstr("a GET /path?q\nX-Forwarded-For: 127.0.0.1\nX-Forwarded-Proto: http\n"
                                "X-Forwarded-Port: 80\nHost: a.b\nX-Amzn-Trace-Id: Root=1-"));
  EXPECT_THAT(answer, EndsWith("Accept: */*\n"));
}

TEST_F(HttpTrafficTest, TheMachineReachesItAtALocalPort) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  TestClient local{local_port()};
  const std::string host = "127.0.0.1:" + std::to_string(local_port());
  local.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  EXPECT_THAT(local.answer(), HasSubstr("\nHost: " + host + "\n"));
}

TEST_F(HttpTrafficTest, ConnectionsAreKeptOnBothSides) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  TestClient one = client();
  for (int count = 0; count < 3; ++count) {
    one.send("PUT /x HTTP/1.1\r\nHost: a.b\r\nContent-Length: 4\r\n\r\nbody");
    EXPECT_THAT(one.answer(), EndsWith("Content-Length: 4\nbody"));
  }
  TestClient other = client();
  other.send("GET /1 HTTP/1.1\r\nHost: a.b\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.b\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(other.answer(), HasSubstr("a GET /1\n"));
  EXPECT_THAT(other.receive(), HasSubstr("a GET /2\n"));
  on_loop([&] { EXPECT_EQ(sockets_.connects, 2); });  // A check, and one for all requests.
}

TEST_F(HttpTrafficTest, OneConnectionTooManyIsClosedUntilAnotherHasEnded) {
  max_sessions_ = 2;
  add_target("10.0.1.1", echo_as("a"));
  serve();
  const auto answered = [](TestClient& one) {
    one.send("GET / HTTP/1.1\r\nHost: a.b\r\n\r\n");
    return one.answer().substr(0, 12);
  };
  TestClient first = client();
  TestClient second{local_port()};
  EXPECT_EQ(answered(first), "HTTP/1.1 200");
  EXPECT_EQ(answered(second), "HTTP/1.1 200");
  for (int count = 0; count < 3; ++count) EXPECT_EQ(client().receive(), "");
  first.end();
  EXPECT_EQ(first.receive(), "");
  TestClient third = client();
  EXPECT_EQ(answered(third), "HTTP/1.1 200");
}

TEST_F(HttpTrafficTest, LargeBodiesGoThroughBothWays) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  const std::string body(8'000'000, 'x');
  TestClient one = client();
  one.send("POST / HTTP/1.1\r\nHost: a.b\r\nContent-Length: 8000000\r\n\r\n" + body);
  EXPECT_THAT(one.answer(), EndsWith("Content-Length: 8000000\n" + body));
  one.send("POST / HTTP/1.1\r\nHost: a.b\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int count = 0; count < 8; ++count) one.send("F4240;ext\r\n" + body.substr(0, 1'000'000) + "\r\n");
  one.send("0\r\nTrailer: 1\r\n\r\n");
  EXPECT_THAT(one.answer(), EndsWith("Transfer-Encoding: chunked\n" + body));
}

TEST_F(HttpTrafficTest, LargeAnswersToSeveralClientsDoNotMix) {
  add_target("10.0.1.1", [](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    responder->send({200, {}, std::string(8'000'000, request.target.back())});
  });
  serve();
  std::vector<std::future<std::string>> answers;
  for (const char letter : {'a', 'b', 'c', 'd'})
    answers.push_back(
        std::async(std::launch::async, [this, letter] { return get(std::string("/") + letter); }));
  for (const char letter : {'a', 'b', 'c', 'd'})
    EXPECT_THAT(answers[static_cast<std::size_t>(letter - 'a')].get(),
                EndsWith("\r\n\r\n" + std::string(8'000'000, letter)));
}

TEST_F(HttpTrafficTest, ABodyIsNotWaitedForBeforeItGoesOn) {
  net::Peer peer{{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}}};
  add_target_at("10.0.1.1", port_of(peer));
  // It serves one connection: checks ask elsewhere.
  served_.target_groups[0].document["HealthCheckProtocol"] = "TCP";
  served_.target_groups[0].document["HealthCheckPort"] = "1";
  serve();
  TestClient one = client();
  one.send("POST / HTTP/1.1\r\nHost: a.b\r\nContent-Length: 1000000\r\n\r\nbegin");
  const std::string answer = one.receive();
  EXPECT_THAT(answer, EndsWith("ok"));
  EXPECT_EQ(header_of(answer, "Connection"), "close");  // The rest of the body was never wanted.
  EXPECT_THAT(peer.requests.at(0), EndsWith("\r\n\r\nbegin"));
}

TEST_F(HttpTrafficTest, TheLoadBalancerItselfSaysContinue) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  TestClient one = client();
  one.send("PUT / HTTP/1.1\r\nHost: a.b\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(one.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  one.send("body");
  const std::string answer = one.answer();
  EXPECT_THAT(answer, EndsWith("body"));
  EXPECT_THAT(answer, Not(HasSubstr("Expect")));
}

struct AnswerRow {
  std::string_view what;
  std::string from_target;
  std::string version;
  std::string expected;  ///< behind the status line
};

TEST_F(HttpTrafficTest, AnswersAreFramedAsTheClientUnderstandsThem) {
  const AnswerRow rows[] = {
      {"until the end", "HTTP/1.1 200 OK\r\n\r\nbody", "1.1",
       "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n4\r\nbody\r\n0\r\n\r\n"},
      {"until the end, old client", "HTTP/1.1 200 OK\r\n\r\nbody", "1.0", "Connection: close\r\n\r\nbody"},
      {"chunked, old client",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n", "1.0",
       "Connection: close\r\n\r\nbody"},
      {"an interim answer before", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
       "1.1", "Connection: keep-alive\r\n\r\n"},
      {"hop-by-hop headers",
       "HTTP/1.1 200 OK\r\nKeep-Alive: 5\r\nConnection: X-Own\r\nX-Own: 1\r\nContent-Length: 1\r\n\r\nx",
       "1.1", "Content-Length: 1\r\nConnection: keep-alive\r\n\r\nx"},
  };
  std::vector<std::unique_ptr<net::Peer>> peers;
  served_.target_groups[0].document["HealthCheckProtocol"] = "TCP";
  served_.target_groups[0].document["HealthCheckPort"] = "1";
  for (const AnswerRow& row : rows) {
    SCOPED_TRACE(row.what);
    peers.push_back(std::make_unique<net::Peer>(std::vector<std::vector<std::string>>{{row.from_target}}));
    served_.target_groups[0].targets.clear();
    add_target_at("10.0.1." + std::to_string(peers.size()), port_of(*peers.back()));
    serve();
    TestClient one = client();
    one.send("GET / HTTP/" + row.version + "\r\nHost: a.b\r\n\r\n");
    if (row.version == "1.1") one.end();
    const std::string answer = one.receive();
    EXPECT_EQ(answer.substr(answer.find("\r\n") + 2), row.expected);
  }
}

TEST_F(HttpTrafficTest, RulesRedirectAndAnswer) {
  add_target("10.0.1.1", echo_as("a"));
  const auto path_is = [](std::string_view path) {
    return json::array{json::object{{"Field", "path-pattern"}, {"Values", json::array{path}}}};
  };
  auto& rules = served_.listeners[0].rules;
  rules.insert(
      rules.begin(),
      {{"fixed",
        path_is("/fixed"),
        {json::object{
            {"Type", "fixed-response"},
            {"FixedResponseConfig",
             json::object{{"StatusCode", "418"}, {"ContentType", "text/css"}, {"MessageBody", "tea"}}}}},
        {}},
       {"redirect",
        path_is("/old/*"),
        {json::object{{"Type", "redirect"},
                      {"RedirectConfig", json::object{{"Protocol", "HTTPS"},
                                                      {"Port", "443"},
                                                      {"Host", "#{host}"},
                                                      {"Path", "/new/#{path}"},
                                                      {"Query", "#{query}"},
                                                      {"StatusCode", "HTTP_301"}}}}},
        {}},
       {"transform", path_is("/transform"), {forward_to("tg")}, {json::object{{"Type", "url-rewrite"}}}}});
  serve();
  EXPECT_THAT(get("/"), HasSubstr("a GET /\n"));
  const std::string fixed = get("/fixed");
  EXPECT_EQ(status_of(fixed), "418");
  EXPECT_THAT(fixed, EndsWith("\r\n\r\ntea"));
  const std::string redirect = get("/old/x?y");
  EXPECT_EQ(status_of(redirect), "301");
  EXPECT_EQ(header_of(redirect, "Location"), "https://a.b:443/new/old/x?y");
  EXPECT_THAT(get("/transform"), EndsWith("the sandbox's load balancers: transforms are not carried out\n"));
  on_loop([&] {
    const auto listeners = traffic_->local_listeners();
    EXPECT_EQ(listeners.at(0).problem, "rule transform: transforms are not carried out");
  });
}

struct RefusalRow {
  std::string_view what;
  std::string request;
  std::string status;
};

TEST_F(HttpTrafficTest, BadRequestsAreRefusedAsElasticLoadBalancingDoes) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  std::string many = "1.1.1.1";
  for (int count = 0; count < 30; ++count) many += ", 1.1.1.1";
  const RefusalRow rows[] = {
      {"TLS", "\x16\x03\x01", "400"},
      {"no HTTP", "hello\r\n\r\n", "400"},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
      {"long", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", "414"},
      {"long without end", "GET /" + std::string(20'000, 'a'), "414"},
      {"large", "GET / HTTP/1.1\r\nHost: x\r\n" + std::string(70'000, 'a'), "400"},
      {"a malformed body", "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {"addresses", "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + many + "\r\n\r\n", "463"},
      {"version", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", "505"},
  };
  for (const RefusalRow& row : rows) {
    SCOPED_TRACE(row.what);
    TestClient one = client();
    one.send(row.request);
    const std::string answer = one.receive("</html>\r\n");
    EXPECT_EQ(status_of(answer), row.status);
    EXPECT_EQ(header_of(answer, "Server"), "awselb/2.0");
    EXPECT_EQ(header_of(answer, "Connection"), "close");
  }
}

TEST_F(HttpTrafficTest, WithoutATargetThatAnswersItSaysWhy) {
  serve();
  EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 503 Service Temporarily Unavailable\r\n"));
  served_.target_groups[0].targets = {{"10.0.1.9", 8080, "10.0.1.9", "healthy"}};
  serve();
  EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  // Requests go to those that can be reached, whatever the round says.
  add_target("10.0.1.1", echo_as("a"));
  serve();
  for (int count = 0; count < 4; ++count) EXPECT_EQ(status_of(get("/")), "200");
}

TEST_F(HttpTrafficTest, ATargetThatDoesNotAnswerIsWaitedForAsLongAsConnectionsMayBeIdle) {
  std::promise<void> asked;
  std::shared_ptr<net::Responder> kept;
  add_target("10.0.1.1", [&](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    if (request.target == "/health") return responder->send({200, {}, ""});
    kept = responder;
    asked.set_value();
  });
  served_.attributes["idle_timeout.timeout_seconds"] = "20";
  serve();
  TestClient one = client();
  one.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  asked.get_future().wait();
  pass(std::chrono::seconds{22});
  EXPECT_THAT(one.answer(), StartsWith("HTTP/1.1 504 Gateway Time-out\r\n"));
  on_loop([&] { kept.reset(); });
}

TEST_F(HttpTrafficTest, AClientThatIsSilentIsTurnedAway) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  TestClient silent = client();
  silent.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_of(silent.answer()), "200");
  TestClient slow = client();
  slow.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(status_of(get("/")), "200");  // What was sent before has been read.
  pass(std::chrono::seconds{62});
  EXPECT_EQ(silent.receive(), "");
  EXPECT_EQ(status_of(slow.receive("</html>")), "408");
}

TEST_F(HttpTrafficTest, ACookieLeadsBackToItsTarget) {
  for (const char* name : {"a", "b", "c"})
    add_target(std::string("10.0.1.") + std::to_string(name[0] - 'a' + 1), echo_as(name));
  served_.target_groups[0].attributes = {{"stickiness.enabled", "true"}, {"stickiness.type", "lb_cookie"}};
  serve();
  const std::string first = get("/");
  const std::string cookie = header_of(first, "Set-Cookie");
  EXPECT_THAT(cookie, StartsWith("AWSALB="));
  for (int count = 0; count < 4; ++count) {
    const std::string again = get("/", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n");
    EXPECT_EQ(header_of(again, "X-Target"), header_of(first, "X-Target"));
  }
}

TEST_F(HttpTrafficTest, AWebSocketGoesThrough) {
  net::Peer peer{
      {{"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello",
        "frame"}}};
  add_target_at("10.0.1.1", port_of(peer));
  served_.target_groups[0].document["HealthCheckProtocol"] = "TCP";
  served_.target_groups[0].document["HealthCheckPort"] = "1";
  serve();
  TestClient one = client();
  one.send("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(one.receive("hello"),
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
  one.send("\x81\x05");
  EXPECT_EQ(one.receive(), "frame");  // And the target's end is the client's.
  EXPECT_THAT(peer.requests.at(0), HasSubstr("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_EQ(peer.requests.at(1), "\x81\x05");
}

TEST_F(HttpTrafficTest, ARequestOnAConnectionThatTheTargetClosedGoesOutOnceMore) {
  std::vector<std::string> seen;
  add_target("10.0.1.1", [&](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    if (request.target == "/health") return responder->send({200, {}, ""});
    seen.push_back(request.method + request.target);
    // The first request of /again meets a connection that ends.
    if (request.target == "/again" && seen.size() == 2) return responder->drop();
    responder->send({200, {}, "done"});
  });
  serve();
  EXPECT_THAT(get("/"), EndsWith("done"));
  EXPECT_THAT(get("/again"), EndsWith("done"));
  on_loop([&] { EXPECT_EQ(seen, (std::vector<std::string>{"GET/", "GET/again", "GET/again"})); });
}

TEST_F(HttpTrafficTest, WhatMayNotComeTwiceGoesOnANewConnection) {
  std::vector<std::string> seen;
  add_target("10.0.1.1", [&](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    if (request.target == "/health") return responder->send({200, {}, ""});
    seen.push_back(request.method);
    if (request.headers.contains("X-Drop")) return responder->drop();
    responder->send({200, {}, "done"});
  });
  serve();
  EXPECT_THAT(get("/"), EndsWith("done"));
  int before = 0;
  on_loop([&] { before = sockets_.connects; });
  TestClient one = client();
  one.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_THAT(one.answer(), EndsWith("done"));
  one.send("POST / HTTP/1.1\r\nHost: x\r\nX-Drop: 1\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(status_of(one.answer()), "502");
  on_loop([&] {
    EXPECT_EQ(sockets_.connects, before + 2);
    EXPECT_EQ(seen, (std::vector<std::string>{"GET", "POST", "POST"}));
  });
}

TEST_F(HttpTrafficTest, ATargetThatDrainsEndsWhatItHasAndGetsNothingNew) {
  std::promise<void> asked;
  std::shared_ptr<net::Responder> kept;
  add_target("10.0.1.1", [&](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    if (request.target == "/health") return responder->send({200, {}, ""});
    kept = responder;
    asked.set_value();
  });
  serve();
  TestClient under_way = client();
  under_way.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  asked.get_future().wait();
  add_target("10.0.1.2", echo_as("new"));
  target("10.0.1.1").state = "draining";
  serve();
  for (int count = 0; count < 3; ++count) EXPECT_EQ(header_of(get("/"), "X-Target"), "new");
  on_loop([&] { kept->send({200, {}, "old"}); });
  EXPECT_THAT(under_way.answer(), EndsWith("old"));
}

TEST_F(HttpTrafficTest, ATargetThatIsGoneLosesWhatItHas) {
  std::promise<void> asked;
  std::shared_ptr<net::Responder> kept;
  add_target("10.0.1.1", [&](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    if (request.target == "/health") return responder->send({200, {}, ""});
    kept = responder;
    asked.set_value();
  });
  serve();
  TestClient under_way = client();
  under_way.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  asked.get_future().wait();
  served_.target_groups[0].targets.clear();
  serve();
  EXPECT_EQ(status_of(under_way.answer()), "502");
  on_loop([&] { kept.reset(); });
}

TEST_F(HttpTrafficTest, AListenerThatIsGoneIsClosed) {
  add_target("10.0.1.1", echo_as("a"));
  serve();
  TestClient one = client();
  one.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_of(one.answer()), "200");
  const std::uint16_t port = local_port();
  served_.listeners.clear();
  serve();
  EXPECT_EQ(one.receive(), "");
  EXPECT_THROW(TestClient{port}, std::runtime_error);
}

TEST_F(HttpTrafficTest, AnAddressThatIsNotThereYetIsTriedAgain) {
  add_target("10.0.1.1", echo_as("a"));
  sockets_.has_vpc = false;
  serve();
  on_loop([&] { EXPECT_EQ(traffic_->local_listeners().at(0).problem, "10.0.0.5: no such VPC"); });
  TestClient local{local_port()};
  local.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_of(local.answer()), "200");
  on_loop([&] { sockets_.has_vpc = true; });
  pass(std::chrono::seconds{5});
  on_loop([&] { EXPECT_EQ(traffic_->local_listeners().at(0).problem, ""); });
  EXPECT_EQ(status_of(get("/")), "200");
}

TEST_F(HttpTrafficTest, RedirectsLeadBackToWhereTheClientCame) {
  served_.listeners[0].rules[0].actions = {json::object{
      {"Type", "redirect"},
      {"RedirectConfig", json::object{{"Path", "/new"}, {"Query", ""}, {"StatusCode", "HTTP_302"}}}}};
  serve();
  const std::string port = std::to_string(local_port());
  TestClient local{local_port()};
  local.send("GET /old HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
  EXPECT_EQ(header_of(local.answer(), "Location"), "http://127.0.0.1:" + port + "/new");
  EXPECT_EQ(header_of(get("/old"), "Location"), "http://a.b:80/new");
}

/// Requests over one connection until it is told to stop; how many failed.
int ask_on(std::uint16_t port, const std::atomic<bool>& stops, std::atomic<int>& answered) {
  TestClient one{port};
  int failed = 0;
  for (int count = 0; !stops; ++count) {
    one.send(count % 2 == 0 ? "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                            : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    const std::string answer = one.answer();
    if (!answer.starts_with("HTTP/1.1 200")) ++failed;
    ++answered;
    if (answer.empty()) break;
  }
  return failed;
}

TEST_F(HttpTrafficTest, ARollingDeploymentDropsNoRequestOfSixteenConnections) {
  add_target("10.0.1.1", echo_as("1"));
  add_target("10.0.1.2", echo_as("2"));
  serve();
  std::atomic<bool> stops = false;
  std::atomic<int> answered = 0;
  std::vector<std::future<int>> clients;
  const std::uint16_t port = vpc_port();
  for (int count = 0; count < 16; ++count)
    clients.push_back(std::async(std::launch::async, [&] { return ask_on(port, stops, answered); }));
  const auto wait_for_requests = [&](int more) {
    const int enough = answered + more;
    while (answered < enough) std::this_thread::yield();
  };
  for (int generation = 3; generation < 9; ++generation) {
    wait_for_requests(200);
    const std::string old = "10.0.1." + std::to_string(generation - 2);
    add_target("10.0.1." + std::to_string(generation), echo_as(std::to_string(generation)));
    target(old).state = "draining";
    serve();
    wait_for_requests(200);
    // It stops once it has drained, and the load balancer hears of it later.
    on_loop([&] { servers_.erase(old); });
    wait_for_requests(100);
    std::erase_if(served_.target_groups[0].targets, [&](const auto& each) { return each.address == old; });
    serve();
  }
  stops = true;
  for (auto& one : clients) EXPECT_EQ(one.get(), 0);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
