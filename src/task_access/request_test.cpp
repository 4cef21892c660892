/// Requests as they travel, and what is none.
#include "task_access/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::task_access {
namespace {

using testing::HasSubstr;

TEST(Request, IsReadAsItWasWritten) {
  const struct {
    Request request;
    std::string text;
  } rows[] = {
      {{.action = Action::kExec,
        .task = "0123",
        .container = "web",
        .argv = {"sh", "-c", "echo"},
        .has_terminal = true,
        .terminal_type = "xterm"},
       R"({"action":"exec","task":"0123","container":"web","terminalType":"xterm","terminal":true,)"
       R"("command":["sh","-c","echo"]})"},
      {{.action = Action::kShell, .host = "i-1"}, R"({"action":"shell","host":"i-1"})"},
      {{.action = Action::kLogs, .task = "0123", .follows = true},
       R"({"action":"logs","task":"0123","follow":true})"},
      {{.action = Action::kCapture, .host = "i-1", .interface = "eth1"},
       R"({"action":"capture","host":"i-1","interface":"eth1"})"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(*serialize(row.request), row.text);
    EXPECT_EQ(*parse_request(row.text), row.request);
  }
}

TEST(Request, IsRefusedIfItIsNone) {
  const struct {
    std::string text;
    std::string error;
  } rows[] = {
      {"", "not valid JSON"},
      {"[]", "it is no request"},
      {"{}", "it is no request"},
      {R"({"action": "format"})", "member action is not taken"},
      {R"({"action": 1})", "member action is not taken"},
      {R"({"action": "exec", "task": 1})", "member task is not taken"},
      {R"({"action": "exec", "task": ")" + std::string(2049, 'x') + "\"}", "member task is not taken"},
      {R"({"action": "exec", "task": "a\u0000b"})", "member task is not taken"},
      {R"({"action": "exec", "command": "ls"})", "member command is not taken"},
      {R"({"action": "exec", "command": [["ls"]]})", "member command is not taken"},
      {R"({"action": "exec", "command": ["a\u0000b"]})", "member command is not taken"},
      {R"({"action": "exec", "terminal": "yes"})", "member terminal is not taken"},
      {R"({"action": "exec", "interface": "eth0123456789012"})", "member interface is not taken"},
      {R"({"action": "exec", "user": "root"})", "member user is not taken"},
      {R"({"action": "exec", "action": "logs"})", "a key stands twice"},
      {R"({"action": "exec", "task": ")" + std::string(kMaxRequestBytes, 'x') + "\"}",
       "the request is too long"},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_request(row.text);
    ASSERT_TRUE(parsed.has_error()) << row.text;
    EXPECT_THAT(parsed.error().message, HasSubstr(row.error));
  }
}

TEST(Request, HasABound) {
  const auto written = serialize({.argv = {std::string(kMaxRequestBytes, 'x')}});
  ASSERT_TRUE(written.has_error());
  EXPECT_EQ(written.error().message, "the command is longer than 65536 bytes");
}

TEST(Request, SignalsAreNumbers) {
  const struct {
    std::string text;
    int number;
  } rows[] = {{R"({"signal": 15})", 15},
              {R"({"signal": 0})", 0},
              {R"({"signal": -9})", 0},
              {R"({"signal": 65})", 0},
              {R"({"signal": "9"})", 0},
              {"[15]", 0},
              {"", 0},
              {std::string(65, ' '), 0}};
  for (const auto& row : rows) EXPECT_EQ(signal_of(row.text), row.number) << row.text;
}

}  // namespace
}  // namespace eni::task_access
