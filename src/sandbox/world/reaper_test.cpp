/// The reaper of sandboxes that are real processes, and are killed. Ends are waited for by pidfds.
#include "sandbox/world/reaper.h"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/test_folder.h"
#include "base/test_tasks.h"
#include "net/child_process.h"
#include "sandbox/world/containers/test_control_groups.h"
#include "sandbox/world/reaped_world.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

/// What a sandbox does on its loop before it says a line to the test.
using Life = std::function<Task<std::string>(net::EventLoop&, Reaper&)>;

Task<void> live(net::EventLoop& loop, Reaper& reaper, const Life& life, int output) {
  auto living = life(loop, reaper);
  const std::string said = co_await std::move(living) + "\n";
  (void)!write(output, said.data(), said.size());
}

/// A process with a reaper, which lives until it is told otherwise.
class SandboxProcess {
 public:
  explicit SandboxProcess(const Life& life) {
    std::array<int, 2> output{};
    std::array<int, 2> input{};
    if (pipe2(output.data(), O_CLOEXEC) != 0 || pipe2(input.data(), O_CLOEXEC) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      close(output[0]);
      close(input[1]);
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      run(life, output[1], input[0]);
      _exit(0);
    }
    close(output[1]);
    close(input[0]);
    output_.reset(output[0]);
    input_.reset(input[1]);
  }
  ~SandboxProcess() { kill(); }

  /// Its next line; "" at its end.
  std::string line() const {
    std::string out;
    char letter = 0;
    while (wait_for(output_.get(), POLLIN) && read(output_.get(), &letter, 1) == 1 && letter != '\n')
      out.push_back(letter);
    return out;
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    waitpid(std::exchange(pid_, 0), nullptr, 0);
  }
  /// In order: it ends once the reaper has.
  void end() {
    input_.reset();
    waitpid(std::exchange(pid_, 0), nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  static void run(const Life& life, int output, int input) {
    net::EventLoop loop;
    NullLogger log;
    TestTasks tasks;
    Reaper reaper{loop, log};
    if (reaper.start().has_error()) return;
    const auto end = net::DescriptorWatch::make(loop, input);
    end->wait(net::DescriptorWatch::Event::kReadable, [&] { loop.stop(); });
    loop.post([&] { tasks.spawn(live(loop, reaper, life, output)); });
    loop.run();
  }

  pid_t pid_ = 0;
  net::Descriptor output_;
  net::Descriptor input_;
};

net::Descriptor pidfd_of(pid_t process) {
  return net::Descriptor{static_cast<int>(syscall(SYS_pidfd_open, process, 0))};
}

/// Of a process that said its number.
net::Descriptor pidfd_of(const std::string& number) { return pidfd_of(std::stoi(number)); }

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder}) names.push_back(entry.path().filename().string());
  return names;
}

void fill(const fs::path& folder) {
  for (const char* name : {"tasks/one/etc", "abc.files/upper/locked", "layers/kept", "hosts/kept"})
    fs::create_directories(folder / name);
  std::ofstream{folder / "tasks/one/etc/hosts"} << "x";
  fs::create_directory_symlink("/etc", folder / "abc.files/upper/link");
  fs::permissions(folder / "abc.files/upper/locked", fs::perms::none);
}

/// By the one that is there from then on: one that was killed answers nothing.
Task<Result<void>> be_answered(Reaper& reaper, std::string folder) {
  auto taking = reaper.take_folder({folder + "/lock", folder + "/world", {}});
  co_return co_await std::move(taking);
}

Task<std::string> pid_of(Reaper& reaper) { co_return std::to_string(reaper.pid()); }

/// Takes FOLDER/world, and all of FOLDER/own.
Life owner_of(const std::string& folder) {
  return [folder](net::EventLoop&, Reaper& reaper) -> Task<std::string> {
    reaper.add_tree(folder + "/own");
    auto taking = reaper.take_folder({folder + "/lock", folder + "/world", {"layers", "hosts"}});
    const auto taken = co_await std::move(taking);
    co_return taken ? std::to_string(reaper.pid()) : taken.error().message;
  };
}

TEST(Reaper, EmptiesFoldersAndRemovesThoseOfTheSandboxAlone) {
  enum class End { kKilled, kInOrder };
  for (const End how : {End::kKilled, End::kInOrder}) {
    const TestFolder folder;
    fill(folder.path() / "world");
    fill(folder.path() / "own");
    SandboxProcess sandbox{owner_of(folder.path().string())};
    const net::Descriptor reaper = pidfd_of(sandbox.line());
    EXPECT_THAT(names_in(folder.path()), UnorderedElementsAre("lock", "own", "world"));
    how == End::kKilled ? sandbox.kill() : sandbox.end();
    ASSERT_TRUE(wait_for(reaper.get(), POLLIN));
    EXPECT_THAT(names_in(folder.path()), UnorderedElementsAre("lock", "world"));
    EXPECT_THAT(names_in(folder.path() / "world"), UnorderedElementsAre("hosts", "layers"));
    EXPECT_THAT(names_in(folder.path() / "world/layers"), ElementsAre("kept"));
  }
}

TEST(Reaper, IsReplacedWhenItIsKilledAndItsSuccessorKnowsAll) {
  const TestFolder folder;
  fill(folder.path() / "own");
  const TestFolder other;
  fs::create_directories(other.path() / "world");
  SandboxProcess sandbox{[&](net::EventLoop&, Reaper& reaper) -> Task<std::string> {
    reaper.add_tree(folder.file("own"));
    kill(reaper.pid(), SIGKILL);
    auto asking = be_answered(reaper, other.path().string());
    if (const auto answered = co_await std::move(asking); answered.has_error())
      co_return answered.error().message;
    auto telling = pid_of(reaper);
    co_return co_await std::move(telling);
  }};
  const net::Descriptor reaper = pidfd_of(sandbox.line());
  sandbox.kill();
  ASSERT_TRUE(wait_for(reaper.get(), POLLIN));
  EXPECT_THAT(names_in(folder.path()), ElementsAre());
}

TEST(Reaper, ThatIsKilledJustBeforeTheSandboxEndsInOrderIsReplacedForThat) {
  const TestFolder folder;
  fill(folder.path() / "own");
  const TestFolder other;
  fs::create_directories(other.path() / "world");
  SandboxProcess sandbox{[&](net::EventLoop&, Reaper& reaper) -> Task<std::string> {
    reaper.add_tree(folder.file("own"));
    // The second time its successor is not started at once.
    kill(reaper.pid(), SIGKILL);
    auto asking = be_answered(reaper, other.path().string());
    if (const auto answered = co_await std::move(asking); answered.has_error())
      co_return answered.error().message;
    kill(reaper.pid(), SIGKILL);
    auto telling = pid_of(reaper);
    co_return co_await std::move(telling);
  }};
  EXPECT_NE(sandbox.line(), "");
  sandbox.end();
  EXPECT_THAT(names_in(folder.path()), ElementsAre());
}

std::string linked(const std::string& path) {
  std::error_code gone;
  return fs::read_symlink(path, gone).string();
}

/// What a process has open, as the kernel names it.
std::vector<std::string> open_files(pid_t process) {
  std::vector<std::string> out;
  for (const std::string& number : names_in("/proc/" + std::to_string(process) + "/fd"))
    out.push_back(linked("/proc/" + std::to_string(process) + "/fd/" + number));
  return out;
}

TEST(Reaper, HasNothingOfItsSandboxsAndNobodyElseHasItsSocket) {
  const TestFolder folder;
  // Not close-on-exec: whoever is careless inherits it.
  const net::Descriptor secret{open(folder.file("state").c_str(), O_CREAT | O_RDWR, 0600)};
  SandboxProcess sandbox{[](net::EventLoop& loop, Reaper& reaper) -> Task<std::string> {
    net::ProcessOptions sleeper;
    sleeper.argv = {"/bin/sleep", "1000"};
    auto child = net::ChildProcess::start(
        loop, std::move(sleeper), [](const std::string&) {}, [](net::ProcessEnd) {});
    const std::string pids = std::to_string(reaper.pid()) + " " + std::to_string((*child)->pid());
    static std::unique_ptr<net::ChildProcess> kept;
    kept = *std::move(child);
    co_return pids;
  }};
  std::istringstream pids{sandbox.line()};
  pid_t reaper = 0;
  pid_t child = 0;
  pids >> reaper >> child;
  std::vector<std::string> of_reaper = open_files(reaper);
  EXPECT_EQ(of_reaper.size(), 3U) << testing::PrintToString(of_reaper);
  EXPECT_THAT(of_reaper, testing::Contains(testing::StartsWith("socket:")));
  EXPECT_THAT(open_files(child), testing::Not(testing::Contains(testing::StartsWith("socket:"))));
  EXPECT_EQ(getsid(reaper), reaper);
}

TEST(Reaper, WaitsForTheOneThatStillHasTheFolder) {
  const TestFolder folder;
  fs::create_directory(folder.path() / "world");
  const net::Descriptor former{open(folder.file("lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)};
  ASSERT_EQ(flock(former.get(), LOCK_EX), 0);
  SandboxProcess sandbox{[&](net::EventLoop& loop, Reaper& reaper) -> Task<std::string> {
    const Life own = owner_of(folder.path().string());
    auto owning = own(loop, reaper);
    loop.call_at(loop.now() + std::chrono::milliseconds{20}, [&] { flock(former.get(), LOCK_UN); });
    const std::string said = co_await std::move(owning);
    const net::Descriptor again{open(folder.file("lock").c_str(), O_RDWR | O_CLOEXEC)};
    co_return flock(again.get(), LOCK_EX | LOCK_NB) != 0 ? "the reaper's, " + said : "free";
  }};
  EXPECT_THAT(sandbox.line(), testing::StartsWith("the reaper's, "));
}

TEST(Reaper, KillsWhatIsInControlGroupsAndRemovesThem) {
  if (const std::string reason = why_not_two_sandboxes(); !reason.empty()) GTEST_SKIP() << reason;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  SandboxProcess sandbox{[&](net::EventLoop& loop, Reaper& reaper) -> Task<std::string> {
    auto taking = reaper.take_control_groups();
    if (const auto taken = co_await std::move(taking); taken.has_error()) co_return taken.error().message;
    static auto groups = find_control_groups(loop);
    if (groups.has_error()) co_return to_string(groups.error());
    auto task = (*groups)->make_task("task", {});
    auto container = (*groups)->make_container("task", "web", {});
    if (container.has_error()) co_return container.error().message;
    if (fork() == 0) {
      for (const int entry : container->entries()) (void)!write(entry, "0", 1);
      execl("/bin/sleep", "sleep", "1000", nullptr);
      _exit(1);
    }
    co_return std::to_string(reaper.pid());
  }};
  writer.reset();
  const net::Descriptor reaper = pidfd_of(sandbox.line());
  const pid_t pid = sandbox.pid();
  EXPECT_THAT(groups_of(pid), testing::Not(testing::IsEmpty()));
  sandbox.kill();
  ASSERT_TRUE(wait_for(reaper.get(), POLLIN));
  EXPECT_THAT(groups_of(pid), testing::IsEmpty());
  // The pipe ends with the last process that has it.
  char letter = 0;
  ASSERT_TRUE(wait_for(reader.get(), POLLIN));
  EXPECT_EQ(read(reader.get(), &letter, 1), 0);
}

TEST(Reaper, EndsTheWorldBeforeItTakesItsFilesAway) {
  const TestFolder folder;
  fs::create_directory(folder.path() / "world");
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  SandboxProcess sandbox{[&](net::EventLoop& loop, Reaper& reaper) -> Task<std::string> {
    const std::string files = folder.file("world");
    auto making = make_reaped_world(
        loop, reaper, files, [](const std::string&) {}, [] {});
    auto made = co_await std::move(making);
    if (made.has_error()) co_return "!" + to_string(made.error());
    static std::unique_ptr<World> world;
    world = *std::move(made);
    auto taking = reaper.take_folder({folder.file("lock"), files, {}});
    if (const auto taken = co_await std::move(taking); taken.has_error()) co_return taken.error().message;
    const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
    Program writes{{"/bin/sh", "-c", "while :; do mkdir -p /run/world/a/b; : > /run/world/a/b/c; done"},
                   {{"PATH", "/usr/bin:/bin"}},
                   "/",
                   {null.get(), writer.get(), null.get()}};
    auto starting = world->start(kNoNetwork, std::move(writes), [](ProcessEnd) {});
    if (const auto started = co_await std::move(starting); started.has_error())
      co_return started.error().message;
    co_return std::to_string(reaper.pid());
  }};
  writer.reset();
  const std::string said = sandbox.line();
  if (said.starts_with("!")) GTEST_SKIP() << said;
  const net::Descriptor reaper = pidfd_of(said);
  sandbox.kill();
  ASSERT_TRUE(wait_for(reaper.get(), POLLIN));
  EXPECT_THAT(names_in(folder.path() / "world"), ElementsAre());
  char letter = 0;
  EXPECT_TRUE(wait_for(reader.get(), POLLIN, 0)) << "something of the world still runs";
  EXPECT_EQ(read(reader.get(), &letter, 1), 0);
}

}  // namespace
}  // namespace eni::sandbox::world
