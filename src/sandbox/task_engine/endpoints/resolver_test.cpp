#include "sandbox/task_engine/endpoints/resolver.h"

#include <gtest/gtest.h>
#include <map>

#include "sandbox/task_engine/endpoints/test_dns.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Outcome = NameLookup::Outcome;

class TestNames final : public NameSource {
 public:
  NameLookup find(const std::string& name, RecordType) override {
    if (name == "defect.svc.local") throw std::logic_error("a defect");
    if (name == "unknown.svc.local") throw 7;  // which the resolver does not expect of it
    const auto found = names.find(name);
    return found == names.end() ? NameLookup{} : found->second;
  }
  std::map<std::string, NameLookup> names{
      {"db.svc.local", {Outcome::kExists, {{vpc::Ipv4{0x0a000114}}, {ServiceRecord{1, 1, 80, "a.b"}}}}},
      {"many.svc.local", {Outcome::kExists, std::vector<NameRecord>(100, NameRecord{vpc::Ipv4{1}})}},
      {"gone.svc.com", {Outcome::kNoSuchName, {}}},
      {"www.svc.local",
       {Outcome::kExists,
        {{CanonicalName{"db.svc.local"}}, {vpc::Ipv4{1}, {}, to_wire_name("db.svc.local").value()}}}},
      {"out.svc.local", {Outcome::kExists, {{CanonicalName{"example.com"}}}, "example.com"}},
      {"lost.svc.local", {Outcome::kExists, {{CanonicalName{"other.local"}}}, "other.local"}},
      {"20.1.0.10.in-addr.arpa", {Outcome::kExists, {{PointerRecord{"ip-10-0-1-20.ec2.internal"}}}}},
  };
};

/// A resolver on 127.0.0.1, whose server of names a test plays.
struct ResolverTest : testing::Test {
  /// Runs `client` beside a resolver.
  void serve(const std::function<void()>& client) {
    options.forward.name_servers = [this] { return std::vector{server_at(upstream_port)}; };
    net::EventLoop loop;
    const auto resolver = Resolver::make(
        loop, names, random, [this](const std::exception_ptr&) { ++defects; }, options);
    SocketPair own;
    port = own.port();
    resolver->serve(std::move(own.datagrams), std::move(own.connections));
    run_beside(loop, client);
  }
  std::string ask_by_udp(std::string_view name, RecordType type) const {
    const TestSocket socket = TestSocket::connected(SOCK_DGRAM, port);
    socket.send(query_bytes(7, name, type));
    return socket.receive();
  }
  /// Of the next question that comes, as one that there is.
  void answer_upstream() const {
    sockaddr_in peer{};
    const std::string asked = upstream.receive(&peer);
    upstream.send_to(peer, server_answer(asked, "8180"));
  }

  SeededRandom random;
  int defects = 0;
  TestNames names;
  ResolverOptions options;
  SocketPair upstream_pair;
  std::uint16_t upstream_port = upstream_pair.port();
  TestSocket upstream{std::move(upstream_pair.datagrams)};
  TestSocket upstream_connections{std::move(upstream_pair.connections)};
  std::uint16_t port = 0;
};

TEST_F(ResolverTest, NamesOfTheVpcAndNamesThatStayHere) {
  const struct {
    std::string_view name;
    RecordType type;
    ResponseCode code;
    int records;
  } rows[] = {
      {"db.svc.local", RecordType::kA, ResponseCode::kNoError, 1},
      {"DB.Svc.Local", RecordType::kA, ResponseCode::kNoError, 1},
      {"db.svc.local", RecordType::kSrv, ResponseCode::kNoError, 1},
      {"db.svc.local", RecordType::kAaaa, ResponseCode::kNoError, 0},
      {"db.svc.local", RecordType{65}, ResponseCode::kNoError, 0},
      {"20.1.0.10.in-addr.arpa", RecordType::kPtr, ResponseCode::kNoError, 1},
      {"gone.svc.com", RecordType::kA, ResponseCode::kNameError, 0},
      {"www.svc.local", RecordType::kA, ResponseCode::kNoError, 2},
      {"www.svc.local", RecordType::kAaaa, ResponseCode::kNoError, 1},
      {"lost.svc.local", RecordType::kA, ResponseCode::kNameError, 1},
      {"other.local", RecordType::kA, ResponseCode::kNameError, 0},
      {"a.localhost", RecordType::kA, ResponseCode::kNameError, 0},
      {"router", RecordType::kA, ResponseCode::kNameError, 0},
      {"1.1.168.192.in-addr.arpa", RecordType::kPtr, ResponseCode::kNameError, 0},
      {"db.svc.local", RecordType::kAny, ResponseCode::kNotImplemented, 0},
      {"example.com", RecordType{252}, ResponseCode::kRefused, 0},
      {"example.com", RecordType::kOpt, ResponseCode::kFormatError, 0},
  };
  serve([&] {
    for (const auto& row : rows) {
      const std::string answer = ask_by_udp(row.name, row.type);
      EXPECT_EQ(code_of(answer), row.code) << row.name;
      EXPECT_EQ(answer_count(answer), row.records) << row.name;
    }
  });
}

TEST_F(ResolverTest, ADefectOfALookUpIsAFailureOfThatQuestion) {
  serve([&] {
    EXPECT_EQ(code_of(ask_by_udp("defect.svc.local", RecordType::kA)), ResponseCode::kServerFailure);
    EXPECT_EQ(code_of(ask_by_udp("db.svc.local", RecordType::kA)), ResponseCode::kNoError);
  });
}

TEST_F(ResolverTest, AnExceptionEndsItsQuestionAndNoOther) {
  serve([&] {
    const TestSocket datagrams = TestSocket::connected(SOCK_DGRAM, port);
    const TestSocket connection = TestSocket::connected(SOCK_STREAM, port);
    for (int count = 0; count < 3; ++count)
      datagrams.send(query_bytes(7, "unknown.svc.local", RecordType::kA));
    connection.send_framed(query_bytes(7, "unknown.svc.local", RecordType::kA));
    EXPECT_EQ(connection.receive(), "");
    EXPECT_EQ(code_of(ask_by_udp("db.svc.local", RecordType::kA)), ResponseCode::kNoError);
  });
  EXPECT_EQ(defects, 4);
}

TEST_F(ResolverTest, OtherClassesAreRefused) {
  serve([&] {
    const TestSocket socket = TestSocket::connected(SOCK_DGRAM, port);
    std::string chaos = query_bytes(7, "version.bind", RecordType{16});
    chaos.back() = 3;
    socket.send(chaos);
    EXPECT_EQ(code_of(socket.receive()), ResponseCode::kRefused);
  });
}

TEST_F(ResolverTest, OtherNamesAreAskedOfTheMachinesServers) {
  serve([&] {
    const TestSocket socket = TestSocket::connected(SOCK_DGRAM, port);
    socket.send(query_bytes(7, "example.com", RecordType::kA));
    answer_upstream();
    EXPECT_EQ(socket.receive(), server_answer(query_bytes(7, "example.com", RecordType::kA), "8180"));
  });
}

TEST_F(ResolverTest, WhatLeadsToOtherNamesIsAskedOfTheMachinesServers) {
  const auto answer_it = [this] {
    sockaddr_in peer{};
    const std::string asked = upstream.receive(&peer);
    EXPECT_EQ(parse_query(asked).value().name, "example.com");
    upstream.send_to(peer, server_answer(asked, "8180", 1, bytes("c00c 0001 0001 0000003c 0004 5db8d822")));
  };
  const auto expect_whole = [](const std::string& answer) {
    EXPECT_EQ(code_of(answer), ResponseCode::kNoError);
    EXPECT_EQ(answer_count(answer), 2);
    EXPECT_TRUE(answer.ends_with(bytes("5db8d822")));
  };
  serve([&] {
    const TestSocket socket = TestSocket::connected(SOCK_DGRAM, port);
    socket.send(query_bytes(7, "out.svc.local", RecordType::kA));
    answer_it();
    expect_whole(socket.receive());
    const TestSocket connection = TestSocket::connected(SOCK_STREAM, port);
    connection.send_framed(query_bytes(7, "out.svc.local", RecordType::kA));
    answer_it();
    expect_whole(connection.receive_framed());
  });
}

TEST_F(ResolverTest, WhatIsCutByUdpIsWholeByTcp) {
  serve([&] {
    const std::string cut = ask_by_udp("many.svc.local", RecordType::kA);
    EXPECT_TRUE(is_truncated(cut));
    EXPECT_LE(cut.size(), 512U);
    const TestSocket connection = TestSocket::connected(SOCK_STREAM, port);
    connection.send_framed(query_bytes(7, "many.svc.local", RecordType::kA));
    EXPECT_EQ(answer_count(connection.receive_framed()), 100);
    connection.send_framed(query_bytes(8, "example.com", RecordType::kA));
    answer_upstream();
    EXPECT_EQ(connection.receive_framed(),
              server_answer(query_bytes(8, "example.com", RecordType::kA), "8180"));
  });
}

TEST_F(ResolverTest, QuestionsOnOneConnectionMayComeInAnyPieces) {
  serve([&] {
    const TestSocket connection = TestSocket::connected(SOCK_STREAM, port);
    const std::string query = query_bytes(7, "db.svc.local", RecordType::kA);
    const std::string framed = std::string{0, static_cast<char>(query.size())} + query;
    for (const char c : framed + framed) connection.send({&c, 1});
    for (int count = 0; count < 2; ++count) EXPECT_EQ(answer_count(connection.receive_framed()), 1);
  });
}

TEST_F(ResolverTest, RubbishStopsNobody) {
  serve([&] {
    const TestSocket socket = TestSocket::connected(SOCK_DGRAM, port);
    for (const std::string& message :
         {std::string(), std::string("x"), std::string(12, '\xff'), std::string(5000, 'x'),
          bytes("0007 8180 0000"), query_bytes(7, "db.svc.local", RecordType::kA).replace(2, 1, "\x81")})
      socket.send(message);
    socket.send(bytes("0008 0100 0001 0000 0000 0000 c00c 0001 0001"));
    EXPECT_EQ(code_of(socket.receive()), ResponseCode::kFormatError);
    const TestSocket too_long = TestSocket::connected(SOCK_STREAM, port);
    too_long.send("\xff\xff rubbish");
    EXPECT_EQ(too_long.receive(), "");
    const TestSocket not_a_query = TestSocket::connected(SOCK_STREAM, port);
    not_a_query.send_framed("rubbish");
    EXPECT_EQ(not_a_query.receive(), "");
    EXPECT_EQ(answer_count(ask_by_udp("db.svc.local", RecordType::kA)), 1);
  });
}

// 127.0.0.2 asks as much as it can, of a server that does not answer; 127.0.0.3 gets through.
TEST_F(ResolverTest, AClientGetsNoMoreThanItsShareOfWhatOthersAnswer) {
  options.max_forwards = 20;
  options.forward.patience = std::chrono::hours{1};
  serve([&] {
    const TestSocket greedy = TestSocket::connected(SOCK_DGRAM, port, "127.0.0.2");
    for (std::uint16_t id = 0; id < 20; ++id) greedy.send(query_bytes(id, "example.com", RecordType::kA));
    // A fifth is asked; the others are told at once that it is too much.
    for (int count = 0; count < 4; ++count) EXPECT_NE(upstream.receive(), "");
    for (int count = 4; count < 20; ++count)
      EXPECT_EQ(code_of(greedy.receive()), ResponseCode::kServerFailure);
    const TestSocket modest = TestSocket::connected(SOCK_DGRAM, port, "127.0.0.3");
    modest.send(query_bytes(7, "example.org", RecordType::kA));
    answer_upstream();
    EXPECT_EQ(code_of(modest.receive()), ResponseCode::kNoError);
  });
}

TEST_F(ResolverTest, AClientGetsNoMoreThanItsShareOfConnections) {
  options.max_connections = 10;
  serve([&] {
    std::vector<TestSocket> greedy;
    for (int count = 0; count < 10; ++count)
      greedy.push_back(TestSocket::connected(SOCK_STREAM, port, "127.0.0.2"));
    for (int count = 2; count < 10; ++count) EXPECT_EQ(greedy[static_cast<std::size_t>(count)].receive(), "");
    const TestSocket modest = TestSocket::connected(SOCK_STREAM, port, "127.0.0.3");
    modest.send_framed(query_bytes(7, "db.svc.local", RecordType::kA));
    EXPECT_EQ(answer_count(modest.receive_framed()), 1);
    greedy[0].send_framed(query_bytes(7, "db.svc.local", RecordType::kA));
    EXPECT_EQ(answer_count(greedy[0].receive_framed()), 1);
  });
}

TEST_F(ResolverTest, WhoAsksTooOftenGetsNoAnswer) {
  options.queries_per_second = 1e-6;  // and none at once
  serve([&] {
    const TestSocket silenced = TestSocket::connected(SOCK_STREAM, port);
    silenced.send_framed(query_bytes(7, "db.svc.local", RecordType::kA));
    EXPECT_EQ(silenced.receive(), "");
  });
}

TEST_F(ResolverTest, ConnectionsThatSayNothingAreLeft) {
  options.connection_patience = std::chrono::seconds{0};
  serve([&] { EXPECT_EQ(TestSocket::connected(SOCK_STREAM, port).receive(), ""); });
}

TEST_F(ResolverTest, EndsWithWhatIsUnderWay) {
  options.forward.patience = std::chrono::hours{1};
  serve([&] {
    TestSocket::connected(SOCK_DGRAM, port).send(query_bytes(7, "example.com", RecordType::kA));
    EXPECT_NE(upstream.receive(), "");
  });
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
