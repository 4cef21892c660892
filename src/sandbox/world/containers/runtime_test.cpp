/// Real containers in a real world, by the machine's runtime; where it has none these are skipped, and say so.
#include "sandbox/world/containers/runtime.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/world/containers/test_container.h"
#include "sandbox/world/test_vpc.h"

namespace eni::sandbox::world {
namespace {

using testing::AllOf;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(, ContainerRuntimeTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         name_of_user);

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
