/// Real containers in a real world, by the machine's runtime; where it has none these are skipped, and say so.
#include "sandbox/world/containers/runtime.h"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_vpc.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ContainerRuntimeTest : public WorldTest {
 protected:
  void SetUp() override {
    if (!find_container_runtime()) GTEST_SKIP() << "this machine has neither crun nor runc";
    WorldTest::SetUp();
  }
};
INSTANTIATE_TEST_SUITE_P(, ContainerRuntimeTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         name_of_user);

/// With the machine's programs in place of an image's.
Container shell(World& world, const std::string& folder, std::string script) {
  Container container;
  container.id = "test";
  container.root = std::string(kWorldFiles) + "/rootfs";
  for (const char* path : {"/usr", "/lib", "/lib64", "/bin"}) {
    std::error_code error;
    std::filesystem::create_directories(folder + "/rootfs" + path, error);
    if (std::filesystem::exists(path))
      container.volumes.push_back({std::filesystem::canonical(path).string(), path, true});
  }
  EXPECT_TRUE(world.give(folder + "/rootfs").has_value());
  container.argv = {"/bin/sh", "-c", std::move(script)};
  container.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
  container.host_name = "task";
  return container;
}

struct Ended {
  std::string output;
  ProcessEnd end;
};

Task<Result<Ended>> run_container(net::EventLoop& loop, World& world, const std::string& files,
                                  Container container) {
  ContainerRuntime runtime{loop, world, *find_container_runtime(), files};
  auto making = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(making));
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) co_return Error{"pipe", ""};
  const net::Descriptor reader{pipe_ends[0]};
  net::Descriptor writer{pipe_ends[1]};
  const net::Descriptor input{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  Channel<ProcessEnd> ends{loop};
  const std::string id = container.id;
  auto starting =
      runtime.start(network.descriptor.get(), std::move(container), {input.get(), writer.get(), writer.get()},
                    [ends](ProcessEnd end) { ends.push(end); });
  ENI_CO_CHECK(co_await std::move(starting));
  writer.reset();
  Ended ended;
  ended.output = read_all(reader.get());
  ended.end = co_await ends.pop();
  auto removing = runtime.remove(id);
  co_await std::move(removing);
  co_return ended;
}

/// What the script of a container writes, and how it ends.
std::string outcome_of(const Ended& ended) {
  return ended.output + std::to_string(ended.end.exit_code) + "/" + std::to_string(ended.end.signal);
}

TEST_P(ContainerRuntimeTest, RunsAProgramShutOffFromAllElse) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        Container container =
            shell(world, files,
                  "id -u; hostname; echo $$; set -- /proc/[0-9]*; echo $#; ls /; "
                  "mount -t tmpfs none /usr 2>&1 | grep -c -i 'denied\\|permitted'; exit 7");
        auto running = run_container(loop, world, files, std::move(container));
        ENI_CO_TRY(const Ended ended, co_await std::move(running));
        co_return outcome_of(ended);
      });
  EXPECT_EQ(outcome, "0\ntask\n1\n1\nbin\ndev\nlib\nlib64\nproc\nsys\nusr\n1\n7/0");
}

TEST_P(ContainerRuntimeTest, SaysWhyAProgramDoesNotStart) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        Container container = shell(world, files, "");
        container.argv = {"/no/such/program"};
        auto running = run_container(loop, world, files, std::move(container));
        const auto ended = co_await std::move(running);
        co_return ended.has_error() ? ended.error().message : outcome_of(*ended);
      });
  EXPECT_THAT(outcome, AllOf(HasSubstr("/no/such/program"), HasSubstr("o such file or directory")));
}

TEST_P(ContainerRuntimeTest, EndsByASignalLikeAnyProgram) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        Container container =
            shell(world, files, "trap 'echo bye; exit 143' TERM; echo up; kill -TERM $$; sleep 10");
        auto running = run_container(loop, world, files, std::move(container));
        ENI_CO_TRY(const Ended ended, co_await std::move(running));
        co_return outcome_of(ended);
      });
  EXPECT_EQ(outcome, "up\nbye\n143/0");
}

TEST_P(ContainerRuntimeTest, AnswersAtItsTasksAddressOnAnotherHost) {
  const std::string outcome = run([](net::EventLoop& loop, World& world,
                                     const std::string& files) -> Task<Result<std::string>> {
    auto making = make_two_tasks(world);
    ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
    Container container = shell(world, files, "");
    container.argv = {
        "/usr/bin/perl", "-MIO::Socket::INET", "-e",
        "$s = IO::Socket::INET->new(LocalPort => 80, Listen => 5) or die; print STDERR 'up'; close STDERR;"
        "$c = $s->accept; print $c 'hello ' . $c->peerhost"};
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) co_return "pipe";
    const net::Descriptor reader{pipe_ends[0]};
    net::Descriptor writer{pipe_ends[1]};
    const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
    ContainerRuntime runtime{loop, world, *find_container_runtime(), files};
    auto starting = runtime.start(vpc->find("task-1")->descriptor.get(), std::move(container),
                                  {null.get(), null.get(), writer.get()}, [](ProcessEnd) {});
    ENI_CO_CHECK(co_await std::move(starting));
    writer.reset();
    const std::string said = read_all(reader.get());
    auto opening = world.make_socket(vpc->find("task-2")->descriptor.get(), client());
    ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
    const std::string connected = connect_to(caller.get(), "10.0.1.20", 80);
    co_return said + ", " + connected + ", " + read_all(caller.get());
  });
  EXPECT_EQ(outcome, "up, connected, hello 10.0.2.20");
}

}  // namespace
}  // namespace eni::sandbox::world
