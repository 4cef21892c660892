/// A session from the client's side, its socket in memory and its terminal a real one.
#include "sandbox/task_engine/session/command_session.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>

#include "base/test_tasks.h"
#include "sandbox/task_engine/access/standard_streams.h"
#include "sandbox/task_engine/access/test_task_access.h"

namespace eni::sandbox::task_engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What the client has sent, and what it is sent; a script says what it does next.
struct TestClient {
  explicit TestClient(net::EventLoop& its_loop) : loop{its_loop}, received{its_loop} {}

  void say(std::string text) const { received.push(net::WebSocketMessage{std::move(text), true}); }
  void send(PayloadType type, std::string payload, std::int64_t number) const {
    AgentMessage message;
    message.type = "input_stream_data";
    message.sequence_number = number;
    message.payload_type = type;
    message.payload = std::move(payload);
    received.push(net::WebSocketMessage{write_agent_message(message), false});
  }
  void leave() const { received.push(std::nullopt); }

  net::EventLoop& loop;
  Channel<std::optional<net::WebSocketMessage>> received;
  std::function<void(const AgentMessage&)> on_message = [](const AgentMessage&) {};
  std::vector<std::string> seen;  ///< "TYPE PAYLOAD"
  bool has_defect = false;        ///< sending to it throws
};

class TestWebSocket final : public net::WebSocket {
 public:
  explicit TestWebSocket(TestClient& client) : client_{client} {}

  Task<std::optional<net::WebSocketMessage>> receive_until(TimePoint deadline) override {
    auto message = co_await client_.received.pop_until(deadline);
    co_return message ? *std::move(message) : std::nullopt;
  }
  Task<bool> send(net::WebSocketMessage message) override {
    if (client_.has_defect) throw std::logic_error("a defect");
    EXPECT_FALSE(std::exchange(is_sending_, true)) << "a second message before the first is sent";
    co_await yield(client_.loop);
    is_sending_ = false;
    const auto read = read_agent_message(message.bytes);
    EXPECT_TRUE(read.has_value());
    client_.seen.push_back(read->type + " " + read->payload);
    client_.on_message(*read);
    co_return true;
  }
  Task<void> close() override {
    client_.leave();
    co_return;
  }

 private:
  TestClient& client_;
  bool is_sending_ = false;
};

class CommandSessionTest : public testing::Test {
 protected:
  CommandSessionTest() {
    pair_ = *make_terminal();
    access_.terminal = std::move(pair_.user_end);
  }

  /// Until the session's end.
  void serve() {
    TestTasks group;
    group.spawn(serve_once());
    loop_.run();
  }
  Task<void> serve_once() {
    SessionTarget target{"ecs-execute-command-1", "secret", "0123", "web", {"sh"}};
    auto serving = serve_session({loop_, random_, log_, access_}, std::move(target),
                                 std::make_unique<TestWebSocket>(client_));
    co_await std::move(serving);
    loop_.post([this] { loop_.stop(); });  // It may have ended before the loop runs.
  }
  void open() const { client_.say(R"({"MessageSchemaVersion": "1.0", "TokenValue": "secret"})"); }
  void shake_hands() const {
    open();
    client_.send(PayloadType::kHandshakeResponse, R"({"ClientVersion": "1.2.0.0"})", 0);
  }

  net::EventLoop loop_;
  SystemRandom random_;
  NullLogger log_;
  TestTaskAccess access_{loop_};
  TestClient client_{loop_};
  TerminalPair pair_;
};

TEST_F(CommandSessionTest, AnExceptionEndsTheSessionAndHangsUp) {
  std::string thrown;
  TaskGroup sessions{[&](const std::exception_ptr& what) {
    thrown = what_of(what);
    loop_.stop();
  }};
  shake_hands();
  client_.on_message = [&](const AgentMessage& message) {
    if (message.payload_type != PayloadType::kHandshakeComplete) return;
    client_.has_defect = true;
    loop_.post([&] { EXPECT_EQ(write(pair_.program_end.get(), "said", 4), 4); });
  };
  sessions.spawn(serve_once());
  loop_.run();
  EXPECT_EQ(thrown, "a defect");
  EXPECT_EQ(access_.did.back(), "signal " + std::to_string(SIGHUP) + " to 7");
}

TEST_F(CommandSessionTest, AProgramReadsAndWritesTheClientsTerminal) {
  shake_hands();
  client_.send(PayloadType::kSize, R"({"cols": 100, "rows": 30})", 1);
  client_.send(PayloadType::kOutput, "typed\n", 2);
  std::string typed(6, '\0');
  winsize size{};
  client_.on_message = [&](const AgentMessage& message) {
    if (message.type != "acknowledge" ||
        !message.payload.ends_with(R"(Number":2,"IsSequentialMessage":true})"))
      return;
    // After this the input is written.
    loop_.post([&] {
      EXPECT_EQ(read(pair_.program_end.get(), typed.data(), typed.size()), 6);
      ioctl(pair_.program_end.get(), TIOCGWINSZ, &size);
      EXPECT_EQ(write(pair_.program_end.get(), "said", 4), 4);
      pair_.program_end.reset();
      access_.end({0, 0, false});
    });
  };
  serve();
  EXPECT_EQ(typed, "typed\n");
  EXPECT_EQ(size.ws_col, 100);
  EXPECT_EQ(size.ws_row, 30);
  EXPECT_THAT(access_.did, ElementsAre("exec 0123 web sh on xterm-256color as root"));
  std::string output;
  for (const std::string& one : client_.seen)
    if (one.starts_with("output_stream_data ") && one.find('{') == std::string::npos)
      output += one.substr(19);
  EXPECT_THAT(output, HasSubstr("said"));
  EXPECT_THAT(client_.seen.back(), HasSubstr(R"("Output":"")"));
}

TEST_F(CommandSessionTest, OutputAndAcknowledgementsTakeTurns) {
  shake_hands();
  constexpr int kInputs = 40;
  for (int number = 1; number <= kInputs; ++number)
    client_.send(PayloadType::kOutput, std::string(100, 'x') + "\n", number);  // The terminal echoes it.
  int acknowledged = 0;
  client_.on_message = [&](const AgentMessage& message) {
    if (message.type != "acknowledge" || ++acknowledged != kInputs + 1) return;
    loop_.post([&] {
      pair_.program_end.reset();
      access_.end({0, 0, false});
    });
  };
  serve();
  EXPECT_EQ(acknowledged, kInputs + 1);
  EXPECT_THAT(client_.seen.back(), HasSubstr(R"("Output":"")"));
}

TEST_F(CommandSessionTest, NothingHappensWithoutItsToken) {
  client_.say(R"({"TokenValue": "guessed"})");
  serve();
  EXPECT_THAT(client_.seen, IsEmpty());
  EXPECT_THAT(access_.did, IsEmpty());
}

TEST_F(CommandSessionTest, WhatComesTwiceIsTakenOnce) {
  shake_hands();
  client_.send(PayloadType::kHandshakeResponse, "{}", 0);
  client_.send(PayloadType::kOutput, "too early", 5);
  int acknowledgements = 0;
  client_.on_message = [&](const AgentMessage& message) {
    if (message.type == "acknowledge" && ++acknowledgements == 2) client_.leave();
  };
  serve();
  const auto acknowledged = [&](const std::string& number) {
    return std::count_if(client_.seen.begin(), client_.seen.end(), [&](const std::string& one) {
      return one.find("SequenceNumber\":" + number + ",") != std::string::npos;
    });
  };
  EXPECT_EQ(acknowledged("0"), 2);
  EXPECT_EQ(acknowledged("5"), 0);
  EXPECT_THAT(access_.did, ElementsAre("exec 0123 web sh on xterm-256color as root", "signal 1 to 7"));
}

TEST_F(CommandSessionTest, AProgramThatCannotStartIsTheClosingsReason) {
  access_.failure = {"exec: \"sh\": executable file not found in $PATH", ""};
  shake_hands();
  serve();
  EXPECT_THAT(client_.seen.back(), HasSubstr("Unable to start command: exec:"));
}

TEST_F(CommandSessionTest, AClientEndsItByAFlag) {
  shake_hands();
  client_.send(PayloadType::kFlag, std::string("\0\0\0\2", 4), 1);
  serve();
  EXPECT_EQ(access_.did.back(), "signal 1 to 7");
}

TEST_F(CommandSessionTest, DamagedMessagesEndIt) {
  open();
  client_.received.push(net::WebSocketMessage{"garbage", false});
  serve();
  EXPECT_THAT(client_.seen.back(), HasSubstr("a message of 7 bytes is too short"));
  EXPECT_THAT(access_.did, IsEmpty());
}

}  // namespace
}  // namespace eni::sandbox::task_engine
