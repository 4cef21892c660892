#include "sandbox/task_engine/endpoints/task_metadata_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/task_engine/endpoints/test_dns.h"
#include "sandbox/task_engine/endpoints/test_task.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

using testing::EndsWith;
using testing::StartsWith;

/// Until the server closes the connection.
std::string receive_all(const TestSocket& connection) {
  std::string all;
  for (std::string piece = connection.receive(); !piece.empty(); piece = connection.receive()) all += piece;
  return all;
}

net::Handler handler_of(TaskMetadataRequests& requests) {
  return [&requests](net::Request&& request, auto responder) {
    requests.answer(std::move(request), std::move(responder));
  };
}

struct ServerTest : testing::Test {
  void serve(const std::function<void()>& client) {
    net::EventLoop loop;
    net::Descriptor listener = bound_socket(SOCK_STREAM);
    port = port_of(listener.get());
    TaskMetadataRequests requests{loop, source, [](const std::exception_ptr&) {}};
    const auto server = serve_task_metadata(loop, std::move(listener), handler_of(requests));
    ASSERT_TRUE(server.has_value()) << server.error();
    run_beside(loop, client);
  }
  TestSocket connect() const { return TestSocket::connected(SOCK_STREAM, port); }
  std::string say(std::string_view request) const {
    const TestSocket connection = connect();
    connection.send(request);
    return receive_all(connection);
  }

  TestTaskSource source;
  std::uint16_t port = 0;
};

TEST_F(ServerTest, AnswersOnASocketThatWasMadeElsewhere) {
  serve([&] {
    const std::string answer =
        say("GET /v4/endpoint-1/task HTTP/1.1\r\nHost: 169.254.170.2\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(answer, EndsWith(metadata_text(v4_task(source.task))));
  });
}

TEST_F(ServerTest, LargeBodiesAndHeadersAreRefused) {
  serve([&] {
    EXPECT_THAT(say("PUT /api/endpoint-1/task-protection/v1/state HTTP/1.1\r\nHost: x\r\nContent-Length: "
                    "16385\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(say("GET /v4/" + std::string(17'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n"),
                StartsWith("HTTP/1.1 4"));
  });
}

TEST_F(ServerTest, ThereAreSoManyConnectionsAndNoMore) {
  serve([&] {
    std::vector<TestSocket> connections;
    for (std::size_t count = 0; count < kMaxMetadataConnections; ++count) connections.push_back(connect());
    EXPECT_EQ(connect().receive(), "");
    connections.back().send("GET /v4/endpoint-1 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(connections.back().receive(), StartsWith("HTTP/1.1 200 OK"));
    connections.clear();
  });
}

TEST_F(ServerTest, ADefectEndsNothingButTheConnectionOfWhoAsked) {
  source.has_defect = true;
  serve([&] {
    EXPECT_EQ(say("GET /v2/credentials/x HTTP/1.1\r\nHost: x\r\n\r\n"), "");
    EXPECT_THAT(say("GET /v4/endpoint-1/task HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 200 OK"));
  });
}

TEST_F(ServerTest, OnlyAListeningSocketIsTakenOver) {
  net::EventLoop loop;
  TaskMetadataRequests requests{loop, source, [](const std::exception_ptr&) {}};
  const auto server = serve_task_metadata(loop, bound_socket(SOCK_DGRAM), handler_of(requests));
  ASSERT_TRUE(server.has_error());
  EXPECT_THAT(server.error().message, StartsWith("cannot take over a listening socket: "));
}

/// Whose credentials never come.
class SilentSource final : public TaskMetadataSource {
 public:
  explicit SilentSource(net::EventLoop& loop) : loop_{loop} {}
  const TaskMetadata& metadata() const override { return task_; }
  std::optional<ContainerStats> stats(const std::string&) const override { return std::nullopt; }
  Task<MetadataTags> tags() override { co_return MetadataTags{}; }
  Task<Result<TaskCredentials, CredentialsFailure>> credentials(std::string) override {
    loop_.stop();
    const Channel<int> nothing{loop_};
    auto waiting = nothing.pop();
    (void)co_await waiting;
    co_return CredentialsFailure::kInternal;
  }
  Task<ProtectionResult> protection() override { co_return ProtectionError{}; }
  Task<ProtectionResult> set_protection(bool, std::optional<std::int64_t>) override {
    co_return ProtectionError{};
  }

 private:
  net::EventLoop& loop_;
  TaskMetadata task_;
};

TEST(TaskMetadataServer, WhatIsUnderWayEndsWithItsTask) {
  net::EventLoop loop;
  SilentSource source{loop};
  net::Descriptor listener = bound_socket(SOCK_STREAM);
  const std::uint16_t port = port_of(listener.get());
  auto requests = std::make_unique<TaskMetadataRequests>(loop, source, [](const std::exception_ptr&) {});
  const auto server = serve_task_metadata(loop, std::move(listener), handler_of(*requests)).value();
  const TestSocket connection = TestSocket::connected(SOCK_STREAM, port);
  connection.send("GET /v2/credentials/x HTTP/1.1\r\nHost: x\r\n\r\n");
  loop.run();
  requests.reset();
  EXPECT_EQ(connection.receive(), "");
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
