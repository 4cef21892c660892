#include "net/child_process.h"

#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::net {
namespace {

using testing::ElementsAre;

struct Outcome {
  std::vector<std::string> lines;
  ProcessEnd end;
};

ProcessOptions shell(const std::string& script) {
  ProcessOptions options;
  options.argv = {"/bin/sh", "-c", script};
  options.environment = {{"PATH", "/usr/bin:/bin"}};
  options.directory = "/";
  return options;
}

Outcome run(ProcessOptions options) {
  EventLoop loop;
  Outcome result;
  const auto process = ChildProcess::start(
      loop, std::move(options), [&](std::string line) { result.lines.push_back(std::move(line)); },
      [&](ProcessEnd end) {
        result.end = end;
        loop.stop();
      });
  if (!process) throw std::runtime_error(to_string(process.error()));
  loop.run();
  return result;
}

bool exists(pid_t pid) { return kill(pid, 0) == 0; }

/// Of a process that is nobody's child here any more; a zombie of init counts as gone.
void wait_until_gone(pid_t pid) {
  while (exists(pid)) {
    std::ifstream stat{"/proc/" + std::to_string(pid) + "/stat"};
    std::string text;
    std::getline(stat, text);
    if (text.find(") Z") != std::string::npos) return;
    usleep(1000);
  }
}

TEST(ChildProcess, GivesOutputAndErrorsAsLinesThenTheEnd) {
  const Outcome result = run(shell("echo one; echo two >&2; printf 'three'; exit 7"));
  EXPECT_THAT(result.lines, ElementsAre("one", "two", "three"));
  EXPECT_EQ(result.end.exit_code, 7);
  EXPECT_EQ(result.end.signal, 0);
  EXPECT_GT(result.end.max_rss_kib, 0U);
}

TEST(ChildProcess, InheritsNothing) {
  setenv("ENI_SECRET", "1", 1);
  ProcessOptions options = shell("");
  options.argv = {"/usr/bin/env"};
  EXPECT_THAT(run(options).lines, ElementsAre("PATH=/usr/bin:/bin"));
}

TEST(ChildProcess, HasNoFilesButTheThreeStandardOnes) {
  const int leak = dup(0);  // as Asio's sockets are: without close-on-exec
  EXPECT_THAT(
      run(shell("echo /proc/self/fd/*")).lines,
      ElementsAre(
          "/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3"));  // 3: the listing itself
  close(leak);
}

TEST(ChildProcess, TellsTheSignalThatEndedIt) { EXPECT_EQ(run(shell("kill -SEGV $$")).end.signal, SIGSEGV); }

TEST(ChildProcess, LimitsHold) {
  ProcessOptions options = shell("ulimit -n; ulimit -c");
  options.max_open_files = 77;
  EXPECT_THAT(run(options).lines, ElementsAre("77", "0"));
}

TEST(ChildProcess, LimitsAboveOurOwnAreOurOwn) {
  rlimit own{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &own), 0);
  ProcessOptions options = shell("ulimit -Hn");
  options.max_open_files = 1'000'000'000'000;  // More than any kernel allows root, too.
  const std::string shown = own.rlim_max == RLIM_INFINITY ? "unlimited" : std::to_string(own.rlim_max);
  EXPECT_THAT(run(std::move(options)).lines, ElementsAre(shown));
}

TEST(ChildProcess, ALongLineComesInPieces) {
  const Outcome result = run(shell("head -c 600000 /dev/zero | tr '\\0' x; echo; echo end"));
  std::size_t total = 0;
  for (const std::string& line : result.lines) {
    EXPECT_LE(line.size(), 256U * 1024);
    total += line.size();
  }
  EXPECT_EQ(total, 600003U);
  EXPECT_EQ(result.lines.back(), "end");
}

TEST(ChildProcess, AMissingProgramIsAnError) {
  EventLoop loop;
  ProcessOptions options = shell("");
  options.argv = {"/nonexistent/bootstrap"};
  const auto process = ChildProcess::start(
      loop, options, [](std::string) {}, [](ProcessEnd) {});
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().message, "cannot start /nonexistent/bootstrap: No such file or directory");
}

TEST(ChildProcess, AMissingFolderIsAnError) {
  EventLoop loop;
  ProcessOptions options = shell("");
  options.directory = "/nonexistent";
  const auto process = ChildProcess::start(
      loop, options, [](std::string) {}, [](ProcessEnd) {});
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().message,
            "cannot start /bin/sh: the folder /nonexistent: No such file or directory");
}

TEST(ChildProcess, TheGroupGoesWithIt) {
  const Outcome result = run(shell("sleep 1000 & echo $!; exit 0"));
  ASSERT_EQ(result.lines.size(), 1U);
  wait_until_gone(std::stoi(result.lines[0]));
}

TEST(ChildProcess, ItsOwnersEndIsItsEndAndLeavesNoZombie) {
  EventLoop loop;
  std::unique_ptr<ChildProcess> process;
  pid_t pid = 0;
  process = *ChildProcess::start(
      loop, shell("echo ready; exec sleep 1000"),
      [&](std::string) {
        pid = process->pid();
        EXPECT_GT(process->peak_memory_kib(), 0U);
        loop.post([&] { process.reset(); });
      },
      [](ProcessEnd) { ADD_FAILURE() << "called after the owner's end"; });
  const std::function<void()> look = [&] {
    if (pid != 0 && !exists(pid)) return loop.stop();
    loop.call_at(loop.now() + Duration{1}, look);
  };
  look();
  loop.run();
}

TEST(ChildProcess, NothingOutlivesAKilledProgram) {
  int numbers[2];
  ASSERT_EQ(pipe(numbers), 0);
  const pid_t program = fork();
  if (program == 0) {
    EventLoop loop;
    const auto process = ChildProcess::start(
        loop, shell("sleep 1000 & echo $!; echo $$; wait"),
        [&](std::string line) { (void)!write(numbers[1], (line + "\n").data(), line.size() + 1); },
        [](ProcessEnd) {});
    loop.run();
    _exit(1);
  }
  close(numbers[1]);
  FILE* in = fdopen(numbers[0], "r");
  int grandchild = 0;
  int child = 0;
  ASSERT_EQ(fscanf(in, "%d %d", &grandchild, &child), 2);
  kill(program, SIGKILL);
  waitpid(program, nullptr, 0);
  wait_until_gone(child);
  wait_until_gone(grandchild);
  fclose(in);
}

}  // namespace
}  // namespace eni::net
