/// What becomes of a program's bytes, signals and end; the sandbox's side is the test's.
#include "eni_trunking/tasks/program_session.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "eni_trunking/tasks/test_control.h"

namespace eni::command {
namespace {

using testing::HasSubstr;

struct Ends {
  net::Descriptor reader;
  net::Descriptor writer;
};

Ends make_ends() {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  return {net::Descriptor{ends[0]}, net::Descriptor{ends[1]}};
}

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 0; (size = read(descriptor, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(size));
  return text;
}

void write_all(int descriptor, std::string_view text) {
  EXPECT_EQ(write(descriptor, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

AskControl ask_at(const std::string& path) {
  return [path](const task_access::Request& request, const std::vector<int>& descriptors) {
    return ControlConnection::connect(path, request, descriptors);
  };
}

const task_access::Request kCat{.action = task_access::Action::kExec, .task = "1a2b", .argv = {"cat"}};

/// "CODE" or "!MESSAGE", with what the command has written.
struct SessionOutcome {
  std::string end;
  std::string output;
  std::string error;
};

SessionOutcome run_with_pipes(const std::string& path, std::string_view input) {
  Ends in = make_ends(), out = make_ends(), err = make_ends();
  write_all(in.writer.get(), input);
  in.writer.reset();
  const auto ended = run_program(ask_at(path), kCat, {in.reader.get(), out.writer.get(), err.writer.get()});
  out.writer.reset();
  err.writer.reset();
  return {ended ? std::to_string(*ended) : "!" + ended.error().error.message, read_to_end(out.reader.get()),
          read_to_end(err.reader.get())};
}

TEST(ProgramSession, GivesAProgramPipesAndItsBytes) {
  const TestControl sandbox{[](SandboxSide& side) {
    EXPECT_EQ(side.receive(), R"({"action":"exec","task":"1a2b","command":["cat"]})");
    ASSERT_EQ(side.descriptors.size(), 3U);
    const auto streams = std::move(side.descriptors);
    side.send(R"({"started": true})");
    write_all(streams[1].get(), "out:" + read_to_end(streams[0].get()));
    write_all(streams[2].get(), "err");
    side.send(R"({"exitCode": 7})");
  }};
  const SessionOutcome outcome = run_with_pipes(sandbox.path(), "in");
  EXPECT_EQ(outcome.end, "7");
  EXPECT_EQ(outcome.output, "out:in");
  EXPECT_EQ(outcome.error, "err");
}

TEST(ProgramSession, TellsWhatTheSandboxRefuses) {
  const TestControl sandbox{[](SandboxSide& side) {
    side.receive();
    side.send(R"({"error": "no task '1a2b' runs here", "hint": "look"})");
  }};
  EXPECT_EQ(run_with_pipes(sandbox.path(), "").end, "!no task '1a2b' runs here");
}

TEST(ProgramSession, EndsWithTheSandbox) {
  const TestControl sandbox{[](SandboxSide& side) {
    side.receive();
    side.send(R"({"started": true})");
  }};
  EXPECT_EQ(run_with_pipes(sandbox.path(), "").end, "!the sandbox has gone");
}

TEST(ProgramSession, DoesNotBelieveEverySandbox) {
  const TestControl sandbox{[](SandboxSide& side) {
    side.receive();
    side.send("nonsense");
  }};
  EXPECT_EQ(run_with_pipes(sandbox.path(), "").end, "!the sandbox's answer is not understood");
}

TEST(ProgramSession, PassesSignalsOnUntilTheThird) {
  const TestControl sandbox{[command = pthread_self()](SandboxSide& side) {
    side.receive();
    side.send(R"({"started": true})");
    for (int time = 0; time < 3; ++time) {
      pthread_kill(command, SIGINT);
      EXPECT_EQ(side.receive(), R"({"signal":2})");
    }
    EXPECT_EQ(side.receive(), "gone");
  }};
  EXPECT_EQ(run_with_pipes(sandbox.path(), "").end, "130");
}

TEST(ProgramSession, ASignalBeforeTheStartEndsTheCommand) {
  const TestControl sandbox{[command = pthread_self()](SandboxSide& side) {
    side.receive();
    pthread_kill(command, SIGTERM);
    side.receive();
  }};
  EXPECT_EQ(run_with_pipes(sandbox.path(), "").end, "143");
}

struct Pty {
  net::Descriptor user;
  net::Descriptor program;
};

Pty make_pty() {
  Pty pty;
  pty.user.reset(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  EXPECT_EQ(unlockpt(pty.user.get()), 0);
  pty.program.reset(ioctl(pty.user.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  return pty;
}

/// The user's terminal is one that the test holds, the program's another.
TEST(ProgramSession, HasATerminalOfItsOwnInTheSizeOfTheUsers) {
  const Pty users = make_pty();
  const winsize wide{50, 180, 0, 0};
  ASSERT_EQ(ioctl(users.user.get(), TIOCSWINSZ, &wide), 0);
  const TestControl sandbox{[](SandboxSide& side) {
    EXPECT_THAT(side.receive(), HasSubstr(R"("terminal":true)"));
    EXPECT_TRUE(side.descriptors.empty());
    Pty own = make_pty();
    side.send(R"({"started": true})", {own.user.get()});
    own.user.reset();
    std::array<char, 3> typed{};
    EXPECT_EQ(read(own.program.get(), typed.data(), typed.size()), 3);  // A line: that terminal is not raw.
    winsize size{};
    EXPECT_EQ(ioctl(own.program.get(), TIOCGWINSZ, &size), 0);
    EXPECT_EQ(size.ws_col, 180);
    write_all(own.program.get(), "bye");
    side.send(R"({"exitCode": 3})");
  }};
  write_all(users.user.get(), "ls\n");
  const int users_end = users.program.get();
  const auto ended = run_program(ask_at(sandbox.path()), kCat, {users_end, users_end, users_end});
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(*ended, 3);
  fcntl(users.user.get(), F_SETFL, O_NONBLOCK);
  EXPECT_THAT(read_to_end(users.user.get()), HasSubstr("bye"));
  termios state{};
  ASSERT_EQ(tcgetattr(users_end, &state), 0);
  EXPECT_NE(state.c_lflag & ICANON, 0U);  // As it was.
}

}  // namespace
}  // namespace eni::command
