/// Networks, sockets and programs in a real world.
#include "sandbox/world/world.h"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(, WorldTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

net::Descriptor null() { return net::Descriptor{open("/dev/null", O_RDWR | O_CLOEXEC)}; }

/// What a shell's script writes in a network, and how it ended.
Task<Result<std::string>> output_of(World& world, int network, std::string script) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) co_return Error{"pipe", ""};
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  const net::Descriptor input = null();
  Program program{{"/bin/sh", "-c", std::move(script)}, {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}}, "/", {}};
  program.descriptors = {input.get(), writer.get(), writer.get()};
  auto starting = world.start(network, std::move(program), [](ProcessEnd) {});
  ENI_CO_CHECK(co_await std::move(starting));
  writer.reset();
  co_return read_all(reader.get());
}

TEST_P(WorldTest, HasNetworksOfItsOwnWithTheirSettings) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = world.make_network({"net/ipv4/ip_forward=1"});
        ENI_CO_TRY(const Network network, co_await std::move(making));
        auto running =
            output_of(world, network.descriptor.get(),
                      "cat /proc/sys/net/ipv4/ip_forward; grep -c lo: /proc/net/dev; id -u; echo $$");
        co_return co_await std::move(running);
      });
  EXPECT_THAT(outcome, testing::MatchesRegex("1\n1\n0\n[0-9]{1,3}\n"));
}

/// What is said of a folder with a file `in` that is bound to "place".
Task<Result<std::string>> look_through_bind(World& world, std::string files, std::string folder) {
  auto binding = world.bind_folder(files + "/" + folder, files + "/tasks/place");
  const Result<void> bound = co_await std::move(binding);
  if (bound.has_error()) co_return bound.error().message;
  auto looking =
      output_of(world, kNoNetwork, "mv /run/world/disk /run/world/moved; cat /run/world/tasks/place/in");
  ENI_CO_TRY(const std::string seen, co_await std::move(looking));
  auto unmounting = world.unmount(files + "/tasks/place");
  ENI_CO_CHECK(co_await std::move(unmounting));
  co_return seen;
}

TEST_P(WorldTest, BindsTheFolderThatWasLookedUpAndFollowsNoLink) {
  struct Case {
    const char* before;
    const char* folder;
    const char* outcome;
  };
  constexpr const char* kLink =
      ": the path leads through a symbolic link, or something else that is no folder";
  const Case cases[] = {
      {"mkdir -p disk/data; echo there > disk/data/in", "disk/data", "there\n"},
      {"true", "disk/new/deep", "cat: /run/world/tasks/place/in: No such file or directory\n"},
      {"mkdir disk other; ln -s ../other disk/data", "disk/data", kLink},
      {"mkdir disk; ln -s /usr disk/data", "disk/data/lib", kLink},
      {"mkdir disk; touch disk/data", "disk/data", kLink},
      {"mkdir disk", "disk/../../x", "disk/../../x: Invalid cross-device link"},
  };
  for (const Case& one : cases) {
    const std::string outcome =
        run([&](net::EventLoop&, World& world, const std::string& files) -> Task<Result<std::string>> {
          auto preparing =
              output_of(world, kNoNetwork, std::string("cd /run/world; mkdir tasks; ") + one.before);
          ENI_CO_CHECK(co_await std::move(preparing));
          auto binding = look_through_bind(world, files, one.folder);
          co_return co_await std::move(binding);
        });
    const std::string expected = one.outcome == kLink ? one.folder + std::string(kLink) : one.outcome;
    EXPECT_EQ(outcome, expected) << one.before;
  }
}

/// Kills a shell that has started another program, by its number or as a group; what holds the pipe open then is still there.
Task<Result<std::string>> kill_shell(net::EventLoop& loop, World& world, bool as_group) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) co_return Error{"pipe", ""};
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  const net::Descriptor input = null();
  Program program{{"/bin/sh", "-c", "sleep 1000 & echo x; wait"}, {{"PATH", "/usr/bin:/bin"}}, "/", {}};
  program.descriptors = {input.get(), writer.get(), writer.get()};
  const Channel<ProcessEnd> endings{loop};
  auto starting =
      world.start(kNoNetwork, std::move(program), [endings](ProcessEnd end) { endings.push(end); });
  ENI_CO_TRY(const ProcessId process, co_await std::move(starting));
  writer.reset();
  char first = 0;
  if (read(reader.get(), &first, 1) != 1) co_return Error{"the shell said nothing", ""};
  auto killing = world.send_signal(as_group ? -process : process, SIGKILL);
  ENI_CO_CHECK(co_await std::move(killing));
  (void)co_await endings.pop();
  if (as_group) co_return read_all(reader.get()) + "all are gone";
  fcntl(reader.get(), F_SETFL, O_NONBLOCK);
  std::array<char, 8> rest{};
  (void)!read(reader.get(), rest.data(), 1);  // The line's end.
  co_return read(reader.get(), rest.data(), rest.size()) < 0 ? "one is there" : "none is there";
}

TEST_P(WorldTest, SignalsAProcessOrAllOfItsGroup) {
  for (const bool as_group : {false, true}) {
    const std::string outcome =
        run([&](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
          auto killing = kill_shell(loop, world, as_group);
          co_return co_await std::move(killing);
        });
    EXPECT_EQ(outcome, as_group ? "\nall are gone" : "one is there");
  }
}

TEST_P(WorldTest, SignalsNeitherItsFirstProcessNorAllOfThem) {
  for (const ProcessId process : {1, 0, -1}) {
    const std::string outcome =
        run([&](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
          auto sending = world.send_signal(process, SIGKILL);
          ENI_CO_CHECK(co_await std::move(sending));
          co_return "sent";
        });
    EXPECT_EQ(outcome, "process " + std::to_string(process) + ": Operation not permitted");
  }
}

TEST_P(WorldTest, ChangesNoFilesButItsOwn) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string& files) -> Task<Result<std::string>> {
        auto running = output_of(world, kNoNetwork,
                                 "touch /eni-test-world 2>&1 | grep -o 'Read-only.*'; "
                                 "touch /usr/eni-test-world 2>&1 | grep -o 'Read-only.*'; echo x > "
                                 "/run/world/own && cat /run/world/own");
        ENI_CO_TRY(const std::string output, co_await std::move(running));
        co_return output + (std::filesystem::exists(files + "/own") ? "here, too" : "not here");
      });
  EXPECT_EQ(outcome, "Read-only file system\nRead-only file system\nx\nhere, too");
}

/// What breaks out of a container's runtime would find.
TEST_P(WorldTest, SeesOfTheMachineItsProgramsAlone) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string& files) -> Task<Result<std::string>> {
        auto running = output_of(
            world, kNoNetwork,
            "ls -A /home /root /var/tmp /tmp /media /mnt /srv | grep -v ':$' | grep .; "
            "for path in /etc/passwd /etc/shadow /etc/hostname /boot /var/lib/dpkg /proc/1/cwd/boot " +
                files + "; do test -e $path && echo $path; done; ls -d /usr/bin");
        co_return co_await std::move(running);
      });
  EXPECT_EQ(outcome, "/usr/bin\n");
}

TEST_P(WorldTest, SaysWhatTheKernelRefuses) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = world.make_network({"net/ipv4/no_such_setting=1"});
        const auto network = co_await std::move(making);
        auto starting = world.start(12'345, {}, nullptr);
        const auto process = co_await std::move(starting);
        co_return network.error().message + "; " + process.error().message;
      });
  EXPECT_EQ(outcome,
            "the setting /proc/sys/net/ipv4/no_such_setting: No such file or directory; a descriptor: Bad "
            "file descriptor");
}

TEST_P(WorldTest, HandsOutSocketsOfItsNetworks) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = world.make_network({});
        ENI_CO_TRY(const Network network, co_await std::move(making));
        netlink::Batch batch;
        netlink::set_up(batch, netlink::kLoopback, "lo");
        netlink::add_address(batch, netlink::kLoopback, ip("169.254.170.2"), 32);
        ENI_CO_CHECK(network.routes.send(batch));
        auto listening = world.make_socket(network.descriptor.get(), listener("169.254.170.2", 80));
        ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
        auto opening = world.make_socket(network.descriptor.get(), client());
        ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
        const std::string connected = connect_to(caller.get(), "169.254.170.2", 80);
        co_return connected + " from " + peer_of_next(server.get());
      });
  EXPECT_EQ(outcome, "connected from 169.254.170.2");
}

/// How a program ended, as text.
std::string to_text(const ProcessEnd& end) {
  return std::to_string(end.exit_code) + "/" + std::to_string(end.signal) +
         (end.world_ended ? " with the world" : "");
}

TEST_P(WorldTest, SaysHowProgramsEnd) {
  struct Case {
    const char* script;
    const char* end;
  };
  for (const Case& each : {Case{"exit 3", "3/0"}, Case{"kill -TERM $$", "0/15"}}) {
    const std::string outcome = run([&](net::EventLoop& loop, World& world,
                                        const std::string&) -> Task<Result<std::string>> {
      auto making = world.make_network({});
      ENI_CO_TRY(const Network network, co_await std::move(making));
      const net::Descriptor nothing = null();
      Channel<ProcessEnd> ends{loop};
      Program program{{"/bin/sh", "-c", each.script}, {}, "/", {nothing.get(), nothing.get(), nothing.get()}};
      auto starting = world.start(network.descriptor.get(), std::move(program),
                                  [ends](ProcessEnd end) { ends.push(end); });
      ENI_CO_CHECK(co_await std::move(starting));
      co_return to_text(co_await ends.pop());
    });
    EXPECT_EQ(outcome, each.end) << each.script;
  }
}

/// Starts a shell that would stay for long, and waits.
Task<Result<std::string>> stay(net::EventLoop& loop, World& world, int output) {
  auto making = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(making));
  const net::Descriptor nothing = null();
  Program program{{"/bin/sh", "-c", "echo started; setsid sleep 1000 & sleep 1000"},
                  {{"PATH", "/usr/bin:/bin"}},
                  "/",
                  {nothing.get(), output, nothing.get()}};
  Channel<ProcessEnd> ends{loop};
  auto starting =
      world.start(network.descriptor.get(), std::move(program), [ends](ProcessEnd end) { ends.push(end); });
  ENI_CO_CHECK(co_await std::move(starting));
  co_return to_text(co_await ends.pop());
}

TEST_P(WorldTest, EndsWithTheSandboxHoweverThatEnds) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor reader{ends[0]};
  net::Descriptor writer{ends[1]};
  // What it leaves behind when it is killed goes with this.
  const TestFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  const pid_t sandbox = fork();
  if (sandbox == 0) {
    setenv("TMPDIR", folder.path().c_str(), 1);
    run([&](net::EventLoop& loop, World& world, const std::string&) {
      return stay(loop, world, writer.get());
    });
    _exit(0);
  }
  writer.reset();
  std::array<char, 16> text{};
  ASSERT_TRUE(wait_for(reader.get(), POLLIN));
  ASSERT_GT(read(reader.get(), text.data(), text.size()), 0);
  kill(sandbox, SIGKILL);
  waitpid(sandbox, nullptr, 0);
  // The pipe ends with the last process that has it.
  ASSERT_TRUE(wait_for(reader.get(), POLLIN));
  EXPECT_EQ(read(reader.get(), text.data(), text.size()), 0);
}

TEST_P(WorldTest, TellsOfItsOwnEnd) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = world.make_network({});
        ENI_CO_TRY(const Network network, co_await std::move(making));
        const net::Descriptor nothing = null();
        Channel<ProcessEnd> ends{loop};
        Program program{{"/bin/sleep", "1000"}, {}, "/", {nothing.get(), nothing.get(), nothing.get()}};
        auto starting = world.start(network.descriptor.get(), std::move(program),
                                    [ends](ProcessEnd end) { ends.push(end); });
        ENI_CO_CHECK(co_await std::move(starting));
        world.kill();
        std::string end = to_text(co_await ends.pop());
        auto again = world.make_network({});
        const auto refused = co_await std::move(again);
        co_return end + "; " + refused.error().message;
      });
  EXPECT_EQ(outcome, "0/9 with the world; the world has ended: No such process");
}

}  // namespace
}  // namespace eni::sandbox::world
