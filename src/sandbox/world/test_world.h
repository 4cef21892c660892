#pragma once
/// For tests: a real world, as this user and, as root, as an ordinary one. Where the kernel allows none the tests say so and are skipped.
/// Sockets connect only inside the world: they are all of its networks.
#include <array>
#include <csignal>
#include <functional>
#include <grp.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test_folder.h"
#include "base/test_tasks.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// What a test does in a world, whose files are in that folder; what it finds is text.
using Story = std::function<Task<Result<std::string>>(net::EventLoop&, World&, const std::string&)>;

inline Task<void> tell(net::EventLoop& loop, const Story& story, std::string& outcome) {
  const TestFolder files;
  const std::string folder = files.path().string();
  auto making = make_world(
      loop, folder, [](const std::string& line) { std::fprintf(stderr, "world: %s\n", line.c_str()); });
  auto world = co_await std::move(making);
  if (world.has_error()) {
    outcome = to_string(world.error());
  } else {
    auto telling = story(loop, **world, folder);
    auto told = co_await std::move(telling);
    outcome = told ? *std::move(told) : to_string(told.error());
  }
  loop.stop();
}

inline std::string run_in_world(const Story& story) {
  net::EventLoop loop;
  std::string outcome;
  TestTasks tasks;
  loop.post([&] { tasks.spawn(tell(loop, story, outcome)); });
  loop.run();
  return outcome;
}

/// A user whom this machine does not know; /etc/subuid lends it nothing.
inline constexpr uid_t kOrdinaryUserId = 23'456;

inline bool become_ordinary_user() {
  if (setgroups(0, nullptr) != 0 || setresgid(kOrdinaryUserId, kOrdinaryUserId, kOrdinaryUserId) != 0 ||
      setresuid(kOrdinaryUserId, kOrdinaryUserId, kOrdinaryUserId) != 0)
    return false;
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // As if it were this process.
  return true;
}

/// The same in a child, which something is done to before.
inline std::string run_in_child(const std::function<bool()>& prepare, const Story& story) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "pipe";
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string outcome = prepare() ? run_in_world(story) : "the child cannot be prepared";
    (void)!write(ends[1], outcome.data(), outcome.size());
    _exit(0);
  }
  close(ends[1]);
  std::string outcome;
  std::array<char, 4096> buffer;
  for (ssize_t size = 0; (size = read(ends[0], buffer.data(), buffer.size())) > 0;)
    outcome.append(buffer.data(), static_cast<std::size_t>(size));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return outcome;
}

inline std::string run_as_ordinary_user(const Story& story) {
  return run_in_child(become_ordinary_user, story);
}

inline Task<Result<std::string>> say_nothing(net::EventLoop&, World&, const std::string&) {
  co_return std::string{};
}

enum class As { kThisUser, kOrdinaryUser };

/// Each test as both.
class WorldTest : public testing::TestWithParam<As> {
 protected:
  void SetUp() override {
    if (GetParam() == As::kOrdinaryUser && geteuid() != 0)
      GTEST_SKIP() << "only root can become another user";
    const std::string reason = run(say_nothing);
    if (reason.starts_with("cannot make a world")) GTEST_SKIP() << reason;
    ASSERT_EQ(reason, "");
  }
  static std::string run(const Story& story) {
    return GetParam() == As::kThisUser ? run_in_world(story) : run_as_ordinary_user(story);
  }
};

inline std::string name_of_user(const testing::TestParamInfo<As>& info) {
  return info.param == As::kThisUser ? "AsThisUser" : "AsAnOrdinaryUser";
}

}  // namespace eni::sandbox::world
