/// A jail's programs in a network of a world, as user data of a host is.
#include <gtest/gtest.h>

#include "base/test_tasks.h"
#include "sandbox/isolation/jail.h"
#include "sandbox/world/netlink/links.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

class JailInNetwork : public WorldTest {};

Task<Result<Network>> make_host_network(World& world) {
  auto making = world.make_network({});
  ENI_CO_TRY(Network network, co_await std::move(making));
  netlink::Batch batch;
  netlink::set_up(batch, netlink::kLoopback, "lo");
  netlink::add_address(batch, netlink::kLoopback, 0x0A09'0807, 32);  // 10.9.8.7
  ENI_CO_CHECK(network.routes.send(batch));
  co_return std::move(network);
}

/// What the script writes, a line each, and its exit code.
Task<Result<std::string>> run_in_jail(net::EventLoop& loop, int network, std::string script) {
  const auto jails = isolation::make_jails(loop);
  isolation::Layout layout = isolation::machine_programs();
  layout.network = network;
  std::string written;
  auto making = jails->make(std::move(layout), [&](const std::string& line) { written += line + "\n"; });
  ENI_CO_TRY(const auto jail, co_await std::move(making));
  const Channel<isolation::ProgramEnd> ends{loop};
  jail->start({{"/bin/sh", "-c", std::move(script)}, {{"PATH", "/usr/sbin:/usr/bin"}}, "/"},
              [ends](isolation::ProgramEnd end) { ends.push(end); });
  const isolation::ProgramEnd end = co_await ends.pop();
  co_return written + std::to_string(end.exit_code);
}

Task<Result<std::string>> look_around(net::EventLoop& loop, World& world, const std::string&) {
  auto making = make_host_network(world);
  ENI_CO_TRY(const Network network, co_await std::move(making));
  auto running = run_in_jail(loop, network.descriptor.get(),
                             "grep -q 10.9.8.7 /proc/net/fib_trie && id -u && ls /root && hostname");
  co_return co_await std::move(running);
}

TEST_P(JailInNetwork, ProgramsSeeItsAddresses) { EXPECT_EQ(run(look_around), "0\nlocalhost\n0"); }

/// An interface would be made, and a packet's owner be asked for, with rights over the network's namespaces.
Task<Result<std::string>> take_rights(net::EventLoop& loop, World& world, const std::string&) {
  auto making = make_host_network(world);
  ENI_CO_TRY(const Network network, co_await std::move(making));
  auto running = run_in_jail(loop, network.descriptor.get(),
                             "echo 1 > /proc/sys/net/ipv4/ip_forward && echo forwards; "
                             "unshare --user --map-root-user true && echo namespaces; "
                             "ip link set lo down && echo down; true");
  auto ended = co_await std::move(running);
  if (ended.has_error()) co_return ended.error();
  // Each is refused, in its program's words.
  std::string done;
  for (const char* word : {"forwards\n", "namespaces\n", "down\n"})
    if (("\n" + *ended).find(std::string("\n") + word) != std::string::npos) done += word;
  co_return done;
}

/// 0 if further user namespaces are forbidden in the world, as before jails were made.
Task<int> ask_for_namespaces(net::EventLoop& loop, World& world) {
  Program program;
  program.argv = {"/bin/sh", "-c", "[ \"$(cat /proc/sys/user/max_user_namespaces)\" = 0 ]"};
  program.environment = {{"PATH", "/usr/bin"}};
  program.descriptors = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
  const Channel<ProcessEnd> ends{loop};
  auto starting = world.start(kNoNetwork, std::move(program), [ends](ProcessEnd end) { ends.push(end); });
  if (const auto started = co_await std::move(starting); started.has_error()) co_return -1;
  const ProcessEnd end = co_await ends.pop();
  co_return end.exit_code;
}

Task<void> run_one_of_many(net::EventLoop& loop, int network, Channel<std::string> done) {
  auto running = run_in_jail(loop, network, "exit 3");
  auto ended = co_await std::move(running);
  done.push(ended ? *std::move(ended) : ended.error().message);
}

Task<Result<std::string>> make_many(net::EventLoop& loop, World& world, const std::string&) {
  auto making = make_host_network(world);
  ENI_CO_TRY(const Network network, co_await std::move(making));
  constexpr int kJails = 6;
  const Channel<std::string> done{loop};
  TestTasks jails;
  for (int count = 0; count < kJails; ++count)
    jails.spawn(run_one_of_many(loop, network.descriptor.get(), done));
  std::string told;
  for (int count = 0; count < kJails; ++count) {
    const std::string one = co_await done.pop();
    told += one + " ";
  }
  auto asking = ask_for_namespaces(loop, world);
  const int answer = co_await std::move(asking);
  co_return told + std::to_string(answer);
}

TEST_P(JailInNetwork, SomeAreMadeAtATimeAndTheWorldsProgramsMakeNone) {
  EXPECT_EQ(run(make_many), "3 3 3 3 3 3 0");
}

TEST_P(JailInNetwork, ProgramsHaveNoRightsOverIt) { EXPECT_EQ(run(take_rights), ""); }

INSTANTIATE_TEST_SUITE_P(, JailInNetwork, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

}  // namespace
}  // namespace eni::sandbox::world
