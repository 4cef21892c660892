#include "sandbox/vpc_entry/socks_entry.h"

#include <gtest/gtest.h>

#include "net/peer_for_test.h"
#include "sandbox/load_balancers/traffic/test_traffic.h"
#include "sandbox/vpc_entry/socks_session.h"
#include "sandbox/vpc_entry/test_directory.h"

namespace eni::sandbox::vpc_entry {
namespace {

using namespace std::string_literals;
using load_balancers::TestClient;

const std::string kGreeting = "\x05\x01\x00"s;
const std::string kGreeted = "\x05\x00"s;

/// CONNECT to a name.
std::string request(const std::string& name, char command = 1) {
  return "\x05"s + command + "\x00\x03"s + static_cast<char>(name.size()) + name + "\x00\x50"s;
}
std::string replied(char code) { return "\x05"s + code + "\x00\x01\x00\x00\x00\x00\x00\x00"s; }

class SocksEntryTest : public testing::Test {
 protected:
  SocksEntryTest() {
    auto directory = std::make_unique<TestDirectory>();
    directory->blocks = {{"vpc-1", "10.0.0.0/16"}, {"vpc-2", "10.0.0.0/16"}};
    directory->names = {{{"vpc-1", "web.local"}, {"10.0.1.20"}},
                        {{"vpc-1", "closed.local"}, {"10.0.1.21"}},
                        {{"vpc-1", "both.local"}, {"10.0.1.20"}},
                        {{"vpc-2", "both.local"}, {"10.0.1.20"}}};
    entry_ = *SocksEntry::listen(loop_, time_, log_, 0, sockets_, std::move(directory));
  }
  ~SocksEntryTest() override {
    on_loop([this] {
      entry_->stop();
      entry_.reset();
      loop_.post([this] { loop_.stop(); });
    });
    thread_.join();
  }

  void start(const net::Peer* peer = nullptr) {
    if (peer) sockets_.ports[{"10.0.1.20", 80}] = static_cast<std::uint16_t>(std::stoi(peer->url().port));
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  template <class Work>
  void on_loop(Work work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  TestClient client() const { return TestClient{entry_->port()}; }

  net::EventLoop loop_;
  net::VirtualTime time_{loop_};
  RecordingLogger log_;
  load_balancers::LoopbackSockets sockets_;
  std::unique_ptr<SocksEntry> entry_;
  std::thread thread_;
};

TEST_F(SocksEntryTest, LeadsToWhoHasTheName) {
  net::Peer peer{{{"one", "two"}}};
  start(&peer);
  TestClient one = client();
  one.send(kGreeting);
  EXPECT_EQ(one.receive(kGreeted), kGreeted);
  one.send(request("WEB.local."));
  EXPECT_EQ(one.receive(replied(0)), replied(0));
  one.send("hello");
  EXPECT_EQ(one.receive("one"), "one");
  one.send("more");
  EXPECT_EQ(one.receive(), "two");
  EXPECT_EQ(peer.requests, (std::vector<std::string>{"hello", "more"}));
}

TEST_F(SocksEntryTest, TakesWhatComesAtOnceAndWhatComesByteByByte) {
  net::Peer peer{{{"one"}, {"two"}}};
  start(&peer);
  TestClient hasty = client();
  hasty.send(kGreeting + request("web.local") + "hello");
  EXPECT_EQ(hasty.receive(), kGreeted + replied(0) + "one");
  TestClient slow = client();
  for (const char byte : kGreeting + request("web.local") + "h") slow.send(std::string(1, byte));
  EXPECT_EQ(slow.receive(), kGreeted + replied(0) + "two");
}

TEST_F(SocksEntryTest, AUserChoosesTheVpc) {
  net::Peer peer{{{"one"}}};
  start(&peer);
  const std::string greeting = "\x05\x02\x00\x02"s;
  TestClient one = client();
  one.send(greeting + "\x01\x05vpc-2\x01x" + request("both.local") + "x");
  EXPECT_EQ(one.receive(), "\x05\x02\x01\x00"s + replied(0) + "one");
  TestClient other = client();
  other.send(greeting + "\x01\x05vpc-2\x01x" + request("web.local"));
  EXPECT_EQ(other.receive(), "\x05\x02\x01\x00"s + replied(4));
  TestClient nobody = client();
  nobody.send(kGreeting + request("both.local"));
  EXPECT_EQ(nobody.receive(), kGreeted + replied(2));
}

TEST_F(SocksEntryTest, WhatItDoesNotDoIsAnsweredSo) {
  start();
  const std::pair<std::string, std::string> rows[] = {
      {kGreeting + request("web.local", 2), kGreeted + replied(7)},
      {kGreeting + request("web.local", 3), kGreeted + replied(7)},
      {kGreeting + "\x05\x01\x00\x04"s + std::string(18, '\x01'), kGreeted + replied(2)},
      {kGreeting + "\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50"s, kGreeted + replied(2)},  // the machine's own
      {kGreeting + request("localhost"), kGreeted + replied(4)},
      {kGreeting + request("example.com"), kGreeted + replied(4)},
      {kGreeting + request("closed.local"), kGreeted + replied(5)},
      {"\x05\x01\x01"s, "\x05\xff"s},
      {"\x05\x00"s, "\x05\xff"s},
  };
  for (const auto& [sent, answer] : rows) {
    TestClient one = client();
    one.send(sent);
    EXPECT_EQ(one.receive(), answer);
  }
  on_loop([this] { EXPECT_EQ(sockets_.connects, 1); });  // of the closed port alone
}

TEST_F(SocksEntryTest, WhatIsNotSocksEndsUnanswered) {
  start();
  for (const std::string& bytes : {"GET / HTTP/1.1\r\n\r\n"s, "\x04\x01\x00\x50\x0a\x00\x00\x01\x00"s,
                                   "\x16\x03\x01\x02"s, std::string(100'000, '\x00')}) {
    TestClient one = client();
    one.send(bytes);
    EXPECT_EQ(one.receive(), "");
  }
  TestClient second = client();
  second.send(kGreeting + "HTTP");
  EXPECT_EQ(second.receive(), kGreeted);
}

TEST_F(SocksEntryTest, WhoDoesNotSayWhereToIsClosed) {
  start();
  TestClient one = client();
  one.send(kGreeting);
  EXPECT_EQ(one.receive(kGreeted), kGreeted);
  one.send("\x05\x01");
  on_loop([this] { time_.pass(kHandshakePatience + std::chrono::seconds{2}); });
  EXPECT_EQ(one.receive(), "");
}

TEST_F(SocksEntryTest, ConnectionsAreBounded) {
  start();
  std::vector<TestClient> many;
  for (std::size_t count = 0; count < kMaxSessions; ++count) {
    many.push_back(client());
    many.back().send(kGreeting);
    ASSERT_EQ(many.back().receive(kGreeted), kGreeted);
  }
  EXPECT_EQ(client().receive(), "");
  many.pop_back();
  // Once the end of one has been seen, there is room.
  std::string answer;
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
       answer != kGreeted && std::chrono::steady_clock::now() < end;) {
    TestClient next = client();
    next.send(kGreeting);
    answer = next.receive(kGreeted);
  }
  EXPECT_EQ(answer, kGreeted);
}

TEST_F(SocksEntryTest, APortThatIsTakenIsSaid) {
  start();
  const auto second =
      SocksEntry::listen(loop_, time_, log_, entry_->port(), sockets_, std::make_unique<TestDirectory>());
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().message, "cannot listen on 127.0.0.1:" + std::to_string(entry_->port()) +
                                        " for SOCKS: Address already in use");
}

}  // namespace
}  // namespace eni::sandbox::vpc_entry
