/// Limits of real containers, by the machine's control groups. Where it has none that this user may make groups in, the tests are skipped
/// and say why.
#include "sandbox/world/containers/control_groups.h"

#include <csignal>
#include <gmock/gmock.h>

#include "sandbox/world/containers/test_container.h"
#include "sandbox/world/containers/test_control_groups.h"

namespace eni::sandbox::world {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::uint64_t kMebibyte = 1ULL << 20;

class ControlGroupsTest : public ContainerRuntimeTest {
 protected:
  void SetUp() override {
    ContainerRuntimeTest::SetUp();
    if (IsSkipped()) return;
    net::EventLoop loop;
    const auto found = find_control_groups(loop);
    if (found.has_error()) GTEST_SKIP() << to_string(found.error());
  }
};
INSTANTIATE_TEST_SUITE_P(, ControlGroupsTest, testing::Values(As::kThisUser), name_of_user);

/// What a script does in a container with these limits, and "out of memory" if that was its end.
Task<Result<std::string>> run_limited(net::EventLoop& loop, World& world, std::string files, TaskLimits task,
                                      ContainerLimits limits, std::vector<std::string> argv) {
  ENI_CO_TRY(const auto groups, find_control_groups(loop));
  ENI_CO_TRY(ControlGroup of_task, groups->make_task("task", task));
  ENI_CO_TRY(ControlGroup of_container, groups->make_container("task", "web", limits));
  Container container = shell(world, files, "");
  container.argv = std::move(argv);
  auto running = run_container(loop, world, files, std::move(container), of_container.entries());
  const auto ended = co_await std::move(running);
  std::string told = ended.has_error() ? "!" + ended.error().message : outcome_of(*ended);
  if (of_container.was_out_of_memory()) told += ", out of memory";
  if (of_container.use().cpu_nanoseconds > 0) told += ", used the processor";
  auto removing = groups->remove(std::move(of_container));
  ENI_CO_CHECK(co_await std::move(removing));
  auto removing_task = groups->remove(std::move(of_task));
  ENI_CO_CHECK(co_await std::move(removing_task));
  co_return told;
}

/// Takes 200 MiB.
const std::vector<std::string> kHog{"/usr/bin/perl", "-e", "$x = 'x' x (200 << 20); print 'fits'"};

TEST_P(ControlGroupsTest, KillsWhatTakesMoreMemoryThanItsLimit) {
  const std::string outcome = run([](net::EventLoop& loop, World& world, const std::string& files) {
    return run_limited(loop, world, files, {}, {2, 32 * kMebibyte, {}, 0, {}}, kHog);
  });
  EXPECT_EQ(outcome, "0/9, out of memory, used the processor");
  EXPECT_TRUE(groups_of(getpid()).empty());
}

TEST_P(ControlGroupsTest, KillsWhatTakesMoreMemoryThanItsTasksLimit) {
  const std::string outcome = run([](net::EventLoop& loop, World& world, const std::string& files) {
    TaskLimits task;
    task.memory_bytes = 32 * kMebibyte;
    return run_limited(loop, world, files, task, {}, kHog);
  });
  EXPECT_EQ(outcome, "0/9, out of memory, used the processor");
}

TEST_P(ControlGroupsTest, LetsBeWhatKeepsWithinIt) {
  const std::string outcome = run([](net::EventLoop& loop, World& world, const std::string& files) {
    TaskLimits task;
    task.cpu_units = 512;
    return run_limited(loop, world, files, task, {256, 1024 * kMebibyte, 512 * kMebibyte, {}, 100}, kHog);
  });
  EXPECT_EQ(outcome, "fits0/0, used the processor");
}

/// Forks until it cannot, or has a thousand children.
const std::vector<std::string> kForks{
    "/usr/bin/perl", "-e",
    "my $n = 0; while ($n < 1000 && defined(my $p = fork)) { if (!$p) { sleep 1000; exit } ++$n } "
    "print $n < 20 ? 'bounded' : \"$n children\""};

TEST_P(ControlGroupsTest, BoundsTheProcessesOfAContainerAndOfATask) {
  const std::string of_container = run([](net::EventLoop& loop, World& world, const std::string& files) {
    return run_limited(loop, world, files, {}, {2, {}, {}, {}, 20}, kForks);
  });
  EXPECT_EQ(of_container, "bounded0/0, used the processor");
  const std::string of_task = run([](net::EventLoop& loop, World& world, const std::string& files) {
    TaskLimits task;
    task.processes = 20;
    return run_limited(loop, world, files, task, {}, kForks);
  });
  EXPECT_EQ(of_task, "bounded0/0, used the processor");
  EXPECT_TRUE(groups_of(getpid()).empty());
}

TEST_P(ControlGroupsTest, RefusesNamesThatLeadElsewhere) {
  net::EventLoop loop;
  const auto groups = find_control_groups(loop);
  ASSERT_TRUE(groups.has_value());
  for (const char* name : {"", "..", "a/b", "a b", "x.y"}) {
    EXPECT_TRUE((*groups)->make_task(name, {}).has_error()) << name;
    EXPECT_TRUE((*groups)->make_container("task", name, {}).has_error()) << name;
  }
  const auto orphan = (*groups)->make_container("no-task", "web", {});
  ASSERT_TRUE(orphan.has_error());
  EXPECT_THAT(orphan.error().message, HasSubstr("no-task/web: No such file or directory"));
}

TEST_P(ControlGroupsTest, RemovesWhatASandboxLeftThatWasKilled) {
  if (const std::string reason = why_not_two_sandboxes(); !reason.empty()) GTEST_SKIP() << reason;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  const pid_t sandbox = fork();
  if (sandbox == 0) {
    net::EventLoop loop;
    const auto groups = find_control_groups(loop);
    if (groups.has_error()) _exit(1);
    const auto task = (*groups)->make_task("task", {});
    const auto container = (*groups)->make_container("task", "web", {});
    const char made = task && container ? 'y' : 'n';
    (void)!write(writer.get(), &made, 1);
    pause();
    _exit(0);
  }
  writer.reset();
  char made = 0;
  ASSERT_TRUE(wait_for(reader.get(), POLLIN));
  ASSERT_EQ(read(reader.get(), &made, 1), 1);
  EXPECT_EQ(made, 'y');
  net::EventLoop loop;
  EXPECT_TRUE(find_control_groups(loop).has_value());
  EXPECT_FALSE(groups_of(sandbox).empty()) << "those of one that runs are left alone";
  kill(sandbox, SIGKILL);
  waitpid(sandbox, nullptr, 0);
  EXPECT_TRUE(find_control_groups(loop).has_value());
  EXPECT_TRUE(groups_of(sandbox).empty());
}

TEST(ControlGroups, SaysWhyAnOrdinaryUserHasNone) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  const pid_t child = fork();
  if (child == 0) {
    std::string outcome = "cannot become an ordinary user";
    if (setresuid(kOrdinaryUserId, kOrdinaryUserId, kOrdinaryUserId) == 0) {
      net::EventLoop loop;
      const auto found = find_control_groups(loop);
      outcome = found ? "found" : found.error().message + "; " + found.error().hint;
    }
    (void)!write(writer.get(), outcome.data(), outcome.size());
    _exit(0);
  }
  writer.reset();
  const std::string outcome = read_all(reader.get());
  waitpid(child, nullptr, 0);
  EXPECT_THAT(outcome, AllOf(HasSubstr("without limits of memory, processor time and processes: "),
                             testing::AnyOf(HasSubstr("Permission denied; start it as root"),
                                            HasSubstr("systemd-run --user --scope -p Delegate=yes"),
                                            HasSubstr("are mounted"))));
}

}  // namespace
}  // namespace eni::sandbox::world
