#include "sandbox/task_engine/endpoints/dns_forwarder.h"

#include <gtest/gtest.h>

#include "base/test_tasks.h"
#include "sandbox/task_engine/endpoints/test_dns.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

using std::chrono::milliseconds;

Task<void> ask(DnsForwarder& forwarder, Transport transport, std::size_t limit, std::string& answer,
               net::EventLoop& loop) {
  auto query = parse_query(query_bytes(0xabcd, "example.com", RecordType::kA));
  auto asking = forwarder.ask(*std::move(query), transport, limit);
  answer = co_await std::move(asking);
  loop.stop();
}

/// A forwarder whose servers of names a test's thread plays.
struct ForwarderTest : testing::Test {
  std::string ask_while(Transport transport, const std::function<void()>& servers, std::size_t limit = 512) {
    net::EventLoop loop;
    DnsForwarder forwarder{loop, random, options};
    std::string answer;
    TestTasks tasks;
    loop.post([&] { tasks.spawn(ask(forwarder, transport, limit, answer, loop)); });
    std::thread thread{servers};
    loop.run();
    thread.join();
    return answer;
  }
  void serve_at(std::vector<std::uint16_t> ports) {
    options.name_servers = [ports] {
      std::vector<NameServer> servers;
      for (const std::uint16_t one : ports) servers.push_back(server_at(one));
      return servers;
    };
  }

  SeededRandom random;
  ForwardOptions options;
  SocketPair pair;
  std::uint16_t port = pair.port();
  TestSocket datagrams{std::move(pair.datagrams)};
  TestSocket connections{std::move(pair.connections)};
};

const std::string kRecord = bytes("c00c 0001 0001 0000003c 0004 01020304");

TEST_F(ForwarderTest, AnAnswerComesBackAsTheClients) {
  serve_at({port});
  std::vector<std::string> asked;
  const auto serve = [&] {
    sockaddr_in peer{};
    asked.push_back(datagrams.receive(&peer));
    datagrams.send_to(peer, server_answer(asked.back(), "8180", 1, kRecord));
  };
  const std::string answer = ask_while(Transport::kUdp, serve);
  EXPECT_EQ(answer, server_answer(query_bytes(0xabcd, "example.com", RecordType::kA), "8180", 1, kRecord));
  ask_while(Transport::kUdp, serve);
  EXPECT_NE(asked[0].substr(0, 2), asked[1].substr(0, 2)) << "the same number twice";
  EXPECT_EQ(asked[0].substr(2), asked[1].substr(2));
}

TEST_F(ForwarderTest, WhatIsNoAnswerToItIsReadOver) {
  serve_at({port});
  const std::string answer = ask_while(Transport::kUdp, [&] {
    sockaddr_in peer{};
    const std::string asked = datagrams.receive(&peer);
    std::string other_id = server_answer(asked, "8183");
    other_id[0] = static_cast<char>(other_id[0] ^ 1);
    std::string other_name = server_answer(asked, "8183");
    other_name[13] = 'x';
    for (const std::string& message : {other_id, other_name, asked, std::string{}, std::string("rubbish")})
      datagrams.send_to(peer, message);
    datagrams.send_to(peer, server_answer(asked, "8180", 1, kRecord));
  });
  EXPECT_EQ(code_of(answer), ResponseCode::kNoError);
  EXPECT_EQ(answer_count(answer), 1);
}

TEST_F(ForwarderTest, AnotherPortsAnswerDoesNotCome) {
  serve_at({port});
  const TestSocket stranger{bound_socket(SOCK_DGRAM)};
  const std::string answer = ask_while(Transport::kUdp, [&] {
    sockaddr_in peer{};
    const std::string asked = datagrams.receive(&peer);
    stranger.send_to(peer, server_answer(asked, "8183"));
    datagrams.send_to(peer, server_answer(asked, "8180"));
  });
  EXPECT_EQ(code_of(answer), ResponseCode::kNoError);
}

TEST_F(ForwarderTest, TheSecondServerIsAskedWhereTheFirstFails) {
  const TestSocket second{bound_socket(SOCK_DGRAM)};
  serve_at({port, port_of(second.get())});
  for (const std::string_view failure : {"8182", "8185"}) {
    const std::string answer = ask_while(Transport::kUdp, [&] {
      sockaddr_in peer{};
      const std::string asked = datagrams.receive(&peer);
      datagrams.send_to(peer, server_answer(asked, failure));
      const std::string asked_again = second.receive(&peer);
      second.send_to(peer, server_answer(asked_again, "8183"));
    });
    EXPECT_EQ(code_of(answer), ResponseCode::kNameError) << failure;
  }
}

TEST_F(ForwarderTest, ASilentServerAndNoneAtAll) {
  options.patience = milliseconds{20};
  serve_at({port});
  EXPECT_EQ(code_of(ask_while(Transport::kUdp, [] {})), ResponseCode::kServerFailure);
  for (std::size_t tries = 0; tries < kForwardTries; ++tries) EXPECT_NE(datagrams.receive(), "");
  serve_at({});
  EXPECT_EQ(code_of(ask_while(Transport::kUdp, [] {})), ResponseCode::kServerFailure);
}

TEST_F(ForwarderTest, NobodyAtThePortIsKnownAtOnce) {
  options.patience = std::chrono::hours{1};
  std::uint16_t free_port = 0;
  {
    const SocketPair closed;
    free_port = closed.port();
  }
  serve_at({free_port});
  const std::string answer = ask_while(Transport::kUdp, [] {});
  EXPECT_EQ(answer, server_answer(query_bytes(0xabcd, "example.com", RecordType::kA), "8182"));
}

TEST_F(ForwarderTest, WhatIsCutIsAskedAgainByTcpForWhoAsksByTcp) {
  serve_at({port});
  const auto cut = [&] {
    sockaddr_in peer{};
    const std::string asked = datagrams.receive(&peer);
    datagrams.send_to(peer, server_answer(asked, "8380"));
  };
  EXPECT_TRUE(is_truncated(ask_while(Transport::kUdp, cut)));
  const auto cut_and_serve = [&] {
    cut();
    const TestSocket connection = connections.accepted();
    std::string long_answer = server_answer(connection.receive_framed(), "8180", 1, kRecord);
    connection.send_framed(long_answer + std::string(2000, 'x'));
  };
  const std::string whole = ask_while(Transport::kTcp, cut_and_serve, kMaxTcpBytes);
  EXPECT_EQ(code_of(whole), ResponseCode::kNoError);
  EXPECT_FALSE(is_truncated(whole));
  EXPECT_GT(whole.size(), 2000U);
  const auto cut_and_hang_up = [&] {
    cut();
    const TestSocket connection = connections.accepted();
    connection.receive_framed();
  };
  EXPECT_TRUE(is_truncated(ask_while(Transport::kTcp, cut_and_hang_up, kMaxTcpBytes)));
}

TEST_F(ForwarderTest, MoreThanTheClientTakesIsCut) {
  serve_at({port});
  const std::string answer = ask_while(Transport::kUdp, [&] {
    sockaddr_in peer{};
    const std::string asked = datagrams.receive(&peer);
    datagrams.send_to(peer, server_answer(asked, "8180", 1, kRecord + std::string(600, 'x')));
  });
  EXPECT_TRUE(is_truncated(answer));
  EXPECT_LE(answer.size(), 512U);
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
