/// The commands that reach into tasks, from the command line to what they print; the sandbox is the test's.
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/json.h"
#include "eni_trunking/run_for_test.h"
#include "eni_trunking/tasks/test_control.h"
#include "net/peer_for_test.h"

namespace eni::command {
namespace {

using testing::HasSubstr;

std::string page(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A command of a sandbox whose page tells of this control socket.
Outcome run_at(const TestControl& control, std::vector<std::string> arguments) {
  const net::Peer peer{{{page("200 OK", json::serialize(json::object{{"socket", control.path()}}))}}};
  arguments.insert(arguments.begin() + 1, {"--endpoint-url", "http://127.0.0.1:" + peer.url().port});
  return run_for_test(arguments);
}

struct Sockets {
  net::Descriptor own;
  net::Descriptor theirs;
};

Sockets make_sockets(int type) {
  std::array<int, 2> ends{};
  EXPECT_EQ(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {net::Descriptor{ends[0]}, net::Descriptor{ends[1]}};
}

TEST(TaskCommands, LogsPrintsWhatComes) {
  const TestControl control{[](SandboxSide& side) {
    EXPECT_EQ(side.receive(), R"({"action":"logs","task":"1a2b","container":"web","follow":true})");
    Sockets sockets = make_sockets(SOCK_STREAM);
    side.send(R"({"started": true})", {sockets.theirs.get()});
    sockets.theirs.reset();
    side.send(R"({"skippedLines": 4})");
    side.send(R"({"notice": "web ended with exit code 3"})");
    side.send(R"({"notice": "task 1a2b stopped"})");
    EXPECT_EQ(write(sockets.own.get(), "hello\n", 6), 6);
    side.send(R"({"exitCode": 0})");
  }};
  const Outcome outcome = run_at(control, {"logs", "1a2b", "web", "-f"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "hello\n");
  EXPECT_EQ(outcome.err,
            "(4 lines before these are not kept)\n(web ended with exit code 3)\n(task 1a2b stopped)\n");
}

TEST(TaskCommands, CaptureAsksForAHostOrATask) {
  const struct {
    std::vector<std::string> arguments;
    std::string request;
  } rows[] = {
      {{"capture", "i-01", "--count", "1"}, R"({"action":"capture","host":"i-01"})"},
      {{"capture", "1a2b", "--interface", "eth0", "--count", "1"},
       R"({"action":"capture","task":"1a2b","interface":"eth0"})"},
  };
  for (const auto& row : rows) {
    const TestControl control{[&](SandboxSide& side) {
      EXPECT_EQ(side.receive(), row.request);
      const Sockets sockets = make_sockets(SOCK_DGRAM);
      side.send(R"({"started": true, "interface": "eth1"})", {sockets.theirs.get()});
      EXPECT_EQ(write(sockets.own.get(), "frame", 5), 5);
      EXPECT_EQ(side.receive(), "gone");
    }};
    const Outcome outcome = run_at(control, row.arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(" a frame of 5 bytes (cut short)\n"));
    EXPECT_EQ(outcome.err, "capturing eth1 of " + row.arguments[1] + "; Ctrl-C ends it\n1 frame\n");
  }
}

TEST(TaskCommands, ProgramsStandBehindDashes) {
  const struct {
    std::vector<std::string> arguments;
    std::string request;
  } rows[] = {
      {{"exec", "1a2b", "--", "ls", "-l", "--", ""},
       R"({"action":"exec","task":"1a2b","command":["ls","-l","--",""]})"},
      {{"exec", "1a2b", "web", "--", "--help"},
       R"({"action":"exec","task":"1a2b","container":"web","command":["--help"]})"},
      {{"shell", "host", "i-01", "--", "ip", "link"},
       R"({"action":"shell","host":"i-01","command":["ip","link"]})"},
      {{"shell", "task", "1a2b"}, R"({"action":"shell","task":"1a2b"})"},
  };
  for (const auto& row : rows) {
    const TestControl control{[&](SandboxSide& side) {
      EXPECT_EQ(side.receive(), row.request);
      side.send(R"({"started": true})");
      side.send(R"({"exitCode": 42})");
    }};
    const Outcome outcome = run_at(control, row.arguments);
    EXPECT_EQ(outcome.code, 42) << outcome.err;
  }
}

TEST(TaskCommands, TellWhatTheSandboxRefuses) {
  const TestControl control{[](SandboxSide& side) {
    side.receive();
    side.send(R"({"error": "task 1a2b has several containers", "hint": "name one; it has web, log"})");
  }};
  const Outcome outcome = run_at(control, {"logs", "1a2b"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err, "eni-trunking: task 1a2b has several containers\n  name one; it has web, log\n");
}

TEST(TaskCommands, TellThatTheSandboxRunsNoContainers) {
  const net::Peer peer{
      {{page("409 Conflict", R"({"error": "this sandbox runs no containers", "hint": "start it"})")}}};
  const Outcome outcome =
      run_for_test({"capture", "i-01", "--endpoint-url", "http://127.0.0.1:" + peer.url().port});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err, "eni-trunking: this sandbox runs no containers\n  start it\n");
}

TEST(TaskCommands, TellThatTheSocketIsOutOfReach) {
  const net::Peer peer{{{page("200 OK", R"({"socket": "/no/such/folder/control"})")}}};
  const Outcome outcome =
      run_for_test({"logs", "1a2b", "--endpoint-url", "http://127.0.0.1:" + peer.url().port});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(
      outcome.err,
      "eni-trunking: cannot connect to /no/such/folder/control: No such file or directory\n"
      "  this works on the machine that the sandbox runs on, outside of containers, as the sandbox's user\n");
}

TEST(TaskCommands, AreRefusedWithoutAskingAnybody) {
  const struct {
    std::vector<std::string> arguments;
    int code;
    std::string error;
  } rows[] = {
      {{"exec", "1a2b", "web"},
       2,
       "which program is not said\n  it stands behind --: eni-trunking exec 1a2b web -- sh\n"},
      {{"exec", "--", "ls"}, 2, "TASK is required"},
      {{"shell", "cluster", "c"}, 2, "KIND: cluster not in {host,task}"},
      {{"capture", "i-01", "--count", "0"}, 2, "--count"},
      {{"logs", "1a2b", "--endpoint-url", "https://ecs.eu-central-1.amazonaws.com"},
       2,
       "ecs.eu-central-1.amazonaws.com is AWS's: this is for a sandbox"},
      {{"capture", "i-01", "--write", "/no/such/folder/x.pcap"}, 1, "cannot write /no/such/folder/x.pcap"},
  };
  for (const auto& row : rows) {
    const Outcome outcome = run_for_test(row.arguments);
    EXPECT_EQ(outcome.code, row.code);
    EXPECT_THAT(outcome.err, HasSubstr(row.error));
  }
}

}  // namespace
}  // namespace eni::command
