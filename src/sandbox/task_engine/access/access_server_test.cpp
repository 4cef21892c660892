/// What commands are answered on the control socket; what they reach is in memory.
#include "sandbox/task_engine/access/access_server.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

#include "base/test_folder.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/task_engine/access/test_task_access.h"

namespace eni::sandbox::task_engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The server in a thread of its own, so that a test reads as the command does: it asks, waits, and is answered.
class AccessServerTest : public testing::Test {
 protected:
  AccessServerTest() {
    access_.reachable = {{"0123aaaa", "arn:1", {{"web", ContainerStatus::kRunning}}},
                         {"4567bbbb", "arn:2", {{"old", ContainerStatus::kStopped}}}};
    access_.host_ids = {"i-0a"};
    server_ = *AccessServer::listen(loop_, log_, path_, access_);
  }
  ~AccessServerTest() override { stop(); }

  void run() {
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  /// What it was asked may be looked at afterwards.
  void stop() {
    if (!thread_.joinable()) return;
    loop_.post([this] { loop_.stop(); });
    thread_.join();
    server_.reset();
  }

  TestFolder folder_;
  std::string path_ = folder_.file("control");
  net::EventLoop loop_;
  RecordingLogger log_;
  TestTaskAccess access_{loop_};
  std::unique_ptr<AccessServer> server_;
  std::thread thread_;
};

const std::string kStarted = R"({"started":true})";

ShownTask stopped_task(std::string id, ContainerState container) {
  return {std::move(id),
          "",
          "STOPPED",
          "Task failed to start",
          TimePoint{std::chrono::seconds{1'700'000'000}},
          {std::move(container)}};
}

constexpr const char* kStoppedNotice =
    R"({"notice":"task 89ab stopped at 2023-11-14T22:13:20Z: Task failed to start"})";

TEST_F(AccessServerTest, AProgramInAContainerHasTheCommandsPipes) {
  run();
  TestCommand command{path_};
  const Pipe input = make_pipe();
  Pipe output = make_pipe();
  command.send(R"({"action": "exec", "task": "0123", "command": ["ls", "-l"]})",
               {input.reader.get(), output.writer.get(), output.writer.get()});
  EXPECT_EQ(command.receive(), kStarted);
  EXPECT_THAT(command.received, IsEmpty());
  output.writer.reset();
  EXPECT_EQ(read_to_end(output.reader.get()), "said");  // The sandbox has closed its own copies.
  access_.end({3, 0, false});
  EXPECT_EQ(command.receive(), R"({"exitCode":3})");
  EXPECT_EQ(command.receive(), "gone");
  stop();
  EXPECT_THAT(access_.did, ElementsAre("exec 0123aaaa web ls,-l"));
}

TEST_F(AccessServerTest, ATerminalsOtherEndComesToTheCommand) {
  run();
  TestCommand command{path_};
  command.send(
      R"({"action": "exec", "task": "0123", "command": ["sh"], "terminal": true, "terminalType": "xterm"})");
  EXPECT_EQ(command.receive(), kStarted);
  EXPECT_EQ(command.received.size(), 1U);
  access_.end({0, 0, false});
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
  stop();
  EXPECT_THAT(access_.did, ElementsAre("exec 0123aaaa web sh on xterm"));
}

TEST_F(AccessServerTest, AShellOfAHostHasATerminalOfItsOwn) {
  run();
  TestCommand command{path_};
  command.send(R"({"action": "shell", "host": "i-0a", "terminal": true, "terminalType": "xterm"})");
  EXPECT_EQ(command.receive(), kStarted);
  ASSERT_EQ(command.received.size(), 1U);
  EXPECT_EQ(isatty(command.received[0].get()), 1);
  std::array<char, 4> said{};
  EXPECT_EQ(read(command.received[0].get(), said.data(), said.size()), 4);
  access_.end({0, 0, false});
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
  stop();
  EXPECT_THAT(access_.did, ElementsAre(testing::MatchesRegex("start /bin/(ba)?sh in host i-0a")));
  EXPECT_EQ(access_.started.environment["TERM"], "xterm");
  EXPECT_EQ(access_.started.environment["PS1"], "[i-0a] $PWD # ");
}

TEST_F(AccessServerTest, AShellsProgramIsLookedForOnTheMachine) {
  run();
  const Pipe pipe = make_pipe();
  const std::vector<int> streams{pipe.reader.get(), pipe.writer.get(), pipe.writer.get()};
  TestCommand command{path_};
  command.send(R"({"action": "shell", "task": "4567", "command": ["env", "true"]})", streams);
  EXPECT_EQ(command.receive(), kStarted);
  command.leave();
  TestCommand other{path_};
  other.send(R"({"action": "shell", "task": "4567", "command": ["no-such-program"]})", streams);
  EXPECT_EQ(other.receive(),
            R"({"error":"this machine has no program 'no-such-program' in )"
            R"(/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",)"
            R"("hint":"install it; a program of the container's own: eni-trunking exec TASK -- PROGRAM"})");
  stop();
  EXPECT_EQ(access_.did[0], "start /usr/bin/env,true in task 4567bbbb");
}

TEST_F(AccessServerTest, SignalsReachTheProgram) {
  run();
  TestCommand command{path_};
  command.send(R"({"action": "exec", "task": "0123", "command": ["sh"], "terminal": true})");
  EXPECT_EQ(command.receive(), kStarted);
  command.send(R"({"signal": 0})");
  command.send("nonsense");
  command.send(R"({"signal": 15})");
  EXPECT_EQ(command.receive(), R"({"exitCode":143})");
  stop();
  EXPECT_THAT(access_.did, ElementsAre("exec 0123aaaa web sh on ", "signal 15 to 7"));
}

TEST_F(AccessServerTest, ACommandThatHasGoneHangsUp) {
  run();
  TestCommand command{path_};
  command.send(R"({"action": "exec", "task": "0123", "command": ["sh"], "terminal": true})");
  EXPECT_EQ(command.receive(), kStarted);
  command.leave();
  TestCommand next{path_};  // Whatever the loop does after it is done is behind that.
  next.send("{}");
  next.receive();
  stop();
  EXPECT_THAT(access_.did, ElementsAre("exec 0123aaaa web sh on ", "signal 1 to 7"));
}

TEST_F(AccessServerTest, TheEndOfTheWorldIsTold) {
  run();
  TestCommand command{path_};
  command.send(R"({"action": "exec", "task": "0123", "command": ["sh"], "terminal": true})");
  EXPECT_EQ(command.receive(), kStarted);
  access_.end({0, SIGKILL, true});
  EXPECT_THAT(command.receive(), HasSubstr("the world of the containers has ended"));
}

TEST_F(AccessServerTest, RefusesInPlainWords) {
  const Pipe pipe = make_pipe();
  const net::Descriptor file{open("/dev/null", O_RDWR | O_CLOEXEC)};
  const int end = pipe.writer.get();
  const struct {
    std::string request;
    std::vector<int> descriptors;
    std::string answer;
  } rows[] = {
      {"nonsense", {}, "not valid JSON"},
      {R"({"action": "exec", "task": "0123"})", {}, "which program is not said"},
      {R"({"action": "exec", "task": "9", "command": ["ls"]})", {}, "no task '9' runs here"},
      {R"({"action": "exec", "task": "89", "command": ["ls"]})",
       {},
       "task 89ab stopped at 2023-11-14T22:13:20Z: Task failed to start"},
      {R"({"action": "logs", "task": "89"})",
       {},
       "what container main has written is not kept any more; task 89ab stopped at"},
      {R"({"action": "capture", "task": "89"})", {}, "task 89ab stopped at"},
      {R"({"action": "exec", "task": "4567", "command": ["ls"]})",
       {},
       "container old of task 4567bbbb has stopped"},
      {R"({"action": "exec", "task": "0123", "command": ["ls"]})",
       {end, end},
       "the request has 2 descriptors"},
      {R"({"action": "exec", "task": "0123", "command": ["ls"], "terminal": true})",
       {end},
       "the request has 1 descriptors"},
      {R"({"action": "exec", "task": "0123", "command": ["ls"]})",
       {file.get(), end, end},
       "a program is given pipes, and nothing else of its user's"},
      {R"({"action": "shell", "host": "i-1"})", {}, "no host 'i-1' runs here"},
      {R"({"action": "logs", "task": "0123", "container": "x"})", {}, "task 0123aaaa has no container 'x'"},
      {R"({"action": "logs", "task": "0123"})", {}, "no log"},
      {R"({"action": "capture", "host": "i-0a", "interface": "none0"})",
       {},
       "i-0a has no interface none0 now"},
  };
  access_.shown = {stopped_task("89ab", {"main", ContainerStatus::kStopped, "0f"})};
  run();
  for (const auto& row : rows) {
    TestCommand command{path_};
    command.send(row.request, row.descriptors);
    EXPECT_THAT(command.receive(), HasSubstr(R"({"error":")" + row.answer));
    EXPECT_EQ(command.receive(), "gone");
  }
}

TEST_F(AccessServerTest, TellsWhyAProgramDoesNotStart) {
  access_.failure = {"exec: no such program", ""};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "exec", "task": "0123", "command": ["x"], "terminal": true})");
  EXPECT_EQ(command.receive(), R"({"error":"exec: no such program"})");
}

TEST_F(AccessServerTest, ALogComesAsItIs) {
  access_.log = {{0, 2, "one\ntwo\n", false}};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "logs", "task": "4567"})");
  EXPECT_EQ(command.receive(), kStarted);
  ASSERT_EQ(command.received.size(), 1U);
  EXPECT_EQ(read_to_end(command.received[0].get()), "one\ntwo\n");
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
}

TEST_F(AccessServerTest, AFollowedLogEndsWithItsContainer) {
  access_.log = {{3, 5, "four\nfive\n", false}, {5, 5, "", false}, {7, 8, "eight\n", true, 3}};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "logs", "task": "0123", "follow": true})");
  EXPECT_EQ(command.receive(), kStarted);
  const net::Descriptor text = std::move(command.received.at(0));
  EXPECT_EQ(command.receive(), R"({"skippedLines":3})");
  EXPECT_EQ(command.receive(), R"({"skippedLines":2})");
  EXPECT_EQ(command.receive(), R"({"notice":"web ended with exit code 3"})");
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
  EXPECT_EQ(read_to_end(text.get()), "four\nfive\neight\n");
  stop();
  EXPECT_THAT(access_.log_reads, ElementsAre(0U, 5U, 5U));
}

TEST_F(AccessServerTest, ALogIsSentAsFastAsItIsRead) {
  const std::string line(1 << 20, 'x');
  access_.log = {{0, 1, line, true, 0}};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "logs", "task": "0123"})");
  EXPECT_EQ(command.receive(), kStarted);
  EXPECT_EQ(read_to_end(command.received.at(0).get()), line);
  EXPECT_EQ(command.receive(), R"({"notice":"web ended with exit code 0"})");
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
}

TEST_F(AccessServerTest, ALogOfAStoppedTaskComesWithItsEnd) {
  access_.shown = {stopped_task("89ab", {"main", ContainerStatus::kStopped, "0f", "", 3})};
  access_.log = {{0, 1, "last words\n", true, 3, "why"}};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "logs", "task": "89", "follow": true})");
  EXPECT_EQ(command.receive(), kStarted);
  EXPECT_EQ(read_to_end(command.received.at(0).get()), "last words\n");
  EXPECT_EQ(command.receive(), R"({"notice":"main ended with exit code 3: why"})");
  EXPECT_EQ(command.receive(), kStoppedNotice);
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
}

TEST_F(AccessServerTest, ATaskThatNeverStartedHasItsReasonForALog) {
  access_.shown = {stopped_task("89ab", {"main"})};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "logs", "task": "89"})");
  EXPECT_EQ(command.receive(), kStarted);
  EXPECT_EQ(read_to_end(command.received.at(0).get()), "");
  EXPECT_EQ(command.receive(), R"({"notice":"main was not started"})");
  EXPECT_EQ(command.receive(), kStoppedNotice);
  EXPECT_EQ(command.receive(), R"({"exitCode":0})");
}

TEST_F(AccessServerTest, ALogNobodyReadsEndsWithItsCommand) {
  access_.log = {{0, 1, std::string(1 << 20, 'x'), false}};
  run();
  TestCommand command{path_};
  command.send(R"({"action": "logs", "task": "0123", "follow": true})");
  EXPECT_EQ(command.receive(), kStarted);
  const net::Descriptor text = std::move(command.received.at(0));
  command.leave();
  EXPECT_FALSE(read_to_end(text.get()).empty());  // It comes to its end.
}

/// Even where the folder and the socket let everybody in.
TEST_F(AccessServerTest, HearsNoOtherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  ASSERT_EQ(chmod(folder_.path().c_str(), 0711), 0);
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  Pipe answer = make_pipe();
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kOtherUser = 23'456;
    std::string text = "cannot become another user";
    if (setresuid(kOtherUser, kOtherUser, kOtherUser) == 0) {
      TestCommand command{path_};
      command.send(R"({"action": "logs", "task": "0123"})");
      text = command.receive();
    }
    (void)!write(answer.writer.get(), text.data(), text.size());
    _exit(0);
  }
  answer.writer.reset();
  run();
  EXPECT_EQ(read_to_end(answer.reader.get()),
            R"({"error":"only the user who runs the sandbox may reach into its tasks"})");
  waitpid(child, nullptr, 0);
}

TEST_F(AccessServerTest, WhoIsConnectedIsCutOffWithIt) {
  run();
  TestCommand command{path_};
  command.send(R"({"action": "exec", "task": "0123", "command": ["sh"], "terminal": true})");
  EXPECT_EQ(command.receive(), kStarted);
  stop();
  EXPECT_EQ(command.receive(), "gone");
  EXPECT_TRUE(net::connect_to(path_).has_error());
}

}  // namespace
}  // namespace eni::sandbox::task_engine
