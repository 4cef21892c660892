#include "net/peer_for_test.h"
#include "sandbox/load_balancers/traffic/test_traffic.h"

namespace eni::sandbox::load_balancers {
namespace {

class TcpTrafficTest : public TrafficTest {
 protected:
  TcpTrafficTest() {
    served_.document["Type"] = "network";
    served_.listeners[0].document["Protocol"] = "TCP";
    served_.target_groups[0].document["Protocol"] = "TCP";
    served_.target_groups[0].document["HealthCheckProtocol"] = "TCP";
    served_.target_groups[0].document["HealthCheckPort"] = "1";
  }
  void add_peer(const std::string& address, const net::Peer& peer) {
    add_target_at(address, static_cast<std::uint16_t>(std::stoi(peer.url().port)));
  }
};

TEST_F(TcpTrafficTest, BytesGoThroughBothWays) {
  net::Peer peer{{{"one", "two"}}};
  add_peer("10.0.1.1", peer);
  serve();
  TestClient one = client();
  one.send(std::string("\0\x01\r\n", 4));
  EXPECT_EQ(one.receive("one"), "one");
  one.send("more");
  EXPECT_EQ(one.receive(), "two");
  EXPECT_EQ(peer.requests, (std::vector<std::string>{std::string("\0\x01\r\n", 4), "more"}));
}

TEST_F(TcpTrafficTest, TheEndOfOneDirectionIsPassedOnAndTheOtherGoesOn) {
  // A server that answers when all has come: HTTP's, to a client that closes after its request.
  add_target("10.0.1.1", echo_as("a"));
  serve();
  TestClient one = client();
  const std::string body(3'000'000, 'x');
  one.send("POST / HTTP/1.0\r\nContent-Length: 3000000\r\n\r\n" + body);
  EXPECT_TRUE(one.receive().ends_with(body));
}

TEST_F(TcpTrafficTest, ATargetThatRefusesIsPassedOver) {
  net::Peer peer{{{"hello"}}};
  served_.target_groups[0].targets = {{"10.0.1.8", 8080, "10.0.1.8", "healthy"}};
  add_peer("10.0.1.1", peer);
  serve();
  TestClient one = client();
  one.send("x");
  EXPECT_EQ(one.receive(), "hello");
}

TEST_F(TcpTrafficTest, AnExceptionEndsItsConnectionAndNoOther) {
  net::Peer peer{{{"hello"}}};
  add_peer("10.0.1.1", peer);
  serve();
  on_loop([this] { sockets_.connect_defects = 1; });  // The health check has had its connection.
  EXPECT_EQ(client().receive(), "");
  EXPECT_TRUE(has_logged("at=a connection through a load balancer about=listener what=a defect"));
  TestClient one = client();
  one.send("x");
  EXPECT_EQ(one.receive(), "hello");
}

TEST_F(TcpTrafficTest, AListenerListensAfterAnException) {
  net::Peer peer{{{"hello"}}};
  add_peer("10.0.1.1", peer);
  sockets_.listen_defects = 2;
  serve();
  on_loop([this] { EXPECT_EQ(traffic_->local_listeners().at(0).problem, "10.0.0.5: a defect"); });
  EXPECT_TRUE(has_logged("work=listening of a load balancer what=a defect failures=1"));
  pass(std::chrono::seconds{2});
  on_loop([this] { EXPECT_EQ(traffic_->local_listeners().at(0).problem, ""); });
  TestClient one = client();
  one.send("x");
  EXPECT_EQ(one.receive(), "hello");
}

TEST_F(TcpTrafficTest, WithoutATargetTheConnectionIsClosed) {
  serve();
  EXPECT_EQ(client().receive(), "");
}

TEST_F(TcpTrafficTest, AConnectionThatIsIdleEnds) {
  net::Peer peer{{{"hello", ""}}};
  add_peer("10.0.1.1", peer);
  served_.listeners[0].attributes["tcp.idle_timeout.seconds"] = "60";
  serve();
  TestClient one = client();
  one.send("x");
  EXPECT_EQ(one.receive("hello"), "hello");
  pass(std::chrono::seconds{62});
  EXPECT_EQ(one.receive(), "");
}

TEST_F(TcpTrafficTest, ListensAnewWhenItsVpcIsAnotherOne) {
  net::Peer peer{{{"hello"}}};
  add_peer("10.0.1.1", peer);
  serve();
  const std::uint16_t before = vpc_port();
  const std::uint16_t local = local_port();
  on_loop([this] { traffic_->listen_again(); });
  EXPECT_NE(vpc_port(), before);
  EXPECT_THROW(TestClient{before}, std::runtime_error);
  TestClient one = client();
  one.send("x");
  EXPECT_EQ(one.receive(), "hello");
  EXPECT_EQ(local_port(), local);
}

TEST_F(TcpTrafficTest, WhatIsNotServedIsNamed) {
  served_.listeners.push_back({"udp", 53, {{"Protocol", "UDP"}}, {}, {}});
  served_.target_groups[0].document["Protocol"] = "TLS";
  serve();
  on_loop([&] {
    const auto all = traffic_->local_listeners();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].problem, "port 53: UDP listeners are not served");
    EXPECT_EQ(all[1].problem, "tg: targets are not spoken to by TLS");
    EXPECT_EQ(all[2].port, 80);
    EXPECT_NE(all[2].local_port, 0);
  });
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
