/// Real containers in a real world, by the machine's runtime; where it has none these are skipped, and say so.
#include "sandbox/world/containers/runtime.h"

#include <csignal>
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

/// A container that stays, and a way to run programs in it.
class StayingContainer {
 public:
  StayingContainer(net::EventLoop& loop, World& world, const std::string& files)
      : loop_{loop}, world_{world}, files_{files}, runtime_{loop, world, *find_container_runtime(), files} {}

  Task<Result<void>> start() {
    auto making = world_.make_network({});
    ENI_CO_TRY(network_, co_await std::move(making));
    Container container = shell(world_, files_, "echo own > /file; echo up; exec sleep 1000");
    container.fewer_capabilities = {"NET_RAW"};
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) co_return Error{"pipe", ""};
    const net::Descriptor reader{pipe_ends[0]};
    const net::Descriptor writer{pipe_ends[1]};
    const Channel<ProcessEnd> ends = ends_;
    auto starting =
        runtime_.start(network_.descriptor.get(), std::move(container),
                       {null_.get(), writer.get(), null_.get()}, [ends](ProcessEnd end) { ends.push(end); });
    ENI_CO_TRY(const Executed started, co_await std::move(starting));
    process_ = started.process;
    std::array<char, 3> up{};
    if (!wait_for(reader.get(), POLLIN) || read(reader.get(), up.data(), up.size()) <= 0)
      co_return Error{"it is not up", ""};
    co_return Result<void>{};
  }

  Task<Result<Ended>> exec(ExecutedProgram program) {
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) co_return Error{"pipe", ""};
    const net::Descriptor reader{pipe_ends[0]};
    net::Descriptor writer{pipe_ends[1]};
    program.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    const Channel<ProcessEnd> ends{loop_};
    const bool has_terminal = program.terminal;
    auto executing =
        runtime_.exec(network_.descriptor.get(), "test", std::move(program),
                      {null_.get(), writer.get(), writer.get()}, [ends](ProcessEnd end) { ends.push(end); });
    ENI_CO_TRY(const Executed executed, co_await std::move(executing));
    writer.reset();
    Ended ended;
    ended.output = read_all(has_terminal ? executed.terminal.get() : reader.get());
    ended.end = co_await ends.pop();
    co_return ended;
  }

  Task<void> end() {
    auto ending = world_.send_signal(process_, SIGKILL);
    (void)co_await std::move(ending);
    co_await ends_.pop();
    auto removing = runtime_.remove("test");
    co_await std::move(removing);
  }

 private:
  net::EventLoop& loop_;
  World& world_;
  std::string files_;
  ContainerRuntime runtime_;
  Network network_;
  net::Descriptor null_{open("/dev/null", O_RDWR | O_CLOEXEC)};
  ProcessId process_ = 0;
  Channel<ProcessEnd> ends_{loop_};
};

Task<Result<std::string>> outcome_of_exec(net::EventLoop& loop, World& world, std::string files,
                                          ExecutedProgram program) {
  StayingContainer container{loop, world, files};
  auto starting = container.start();
  ENI_CO_CHECK(co_await std::move(starting));
  auto executing = container.exec(std::move(program));
  const auto ended = co_await std::move(executing);
  auto ending = container.end();
  co_await std::move(ending);
  std::string told = ended.has_error() ? "!" + ended.error().message : outcome_of(*ended);
  if (std::filesystem::exists(files + "/test")) told += ", something is left";
  co_return told;
}

TEST_P(ContainerRuntimeTest, RunsProgramsInAContainerThatRuns) {
  const std::string outcome = run([](net::EventLoop& loop, World& world, const std::string& files) {
    ExecutedProgram program;
    program.argv = {
        "/bin/sh", "-c",
        "cat /file; tr '\\0' ' ' < /proc/1/cmdline; echo; net=$(readlink /proc/self/ns/net) && "
        "test \"$(readlink /proc/1/ns/net)\" = \"$net\" && echo same; "
        "for what in CapBnd Seccomp: NoNewPrivs; do "
        "test \"$(grep $what /proc/1/status)\" = \"$(grep $what /proc/self/status)\" && echo same; "
        "done; pwd; grep Seccomp: /proc/self/status; exit 7"};
    program.directory = "/usr";
    return outcome_of_exec(loop, world, files, std::move(program));
  });
  EXPECT_EQ(outcome, "own\nsleep 1000 \nsame\nsame\nsame\nsame\n/usr\nSeccomp:\t2\n7/0");
}

TEST_P(ContainerRuntimeTest, GivesAProgramATerminalOfItsContainer) {
  const std::string outcome = run([](net::EventLoop& loop, World& world, const std::string& files) {
    ExecutedProgram program;
    program.argv = {"/bin/sh", "-c", "tty; echo controlling > /dev/tty; exit 3"};
    program.terminal = true;
    return outcome_of_exec(loop, world, files, std::move(program));
  });
  EXPECT_EQ(outcome, "/dev/pts/0\r\ncontrolling\r\n3/0");
}

TEST_P(ContainerRuntimeTest, GivesAContainerATerminal) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        ContainerRuntime runtime{loop, world, *find_container_runtime(), files};
        auto making = world.make_network({});
        ENI_CO_TRY(const Network network, co_await std::move(making));
        Container container = shell(world, files, "tty; echo error >&2; echo controlling > /dev/tty; exit 3");
        container.terminal = true;
        const Channel<ProcessEnd> ends{loop};
        auto starting = runtime.start(network.descriptor.get(), std::move(container), {-1, -1, -1},
                                      [ends](ProcessEnd end) { ends.push(end); });
        ENI_CO_TRY(const Executed started, co_await std::move(starting));
        Ended ended;
        ended.output = read_all(started.terminal.get());
        ended.end = co_await ends.pop();
        auto removing = runtime.remove("test");
        co_await std::move(removing);
        co_return outcome_of(ended);
      });
  EXPECT_THAT(outcome, testing::MatchesRegex("/dev/(console|pts/0)\r\nerror\r\ncontrolling\r\n3/0"));
}

TEST_P(ContainerRuntimeTest, SaysWhyAProgramCannotBeRunInAContainer) {
  const std::string outcome = run([](net::EventLoop& loop, World& world, const std::string& files) {
    ExecutedProgram program;
    program.argv = {"/no/such/program"};
    return outcome_of_exec(loop, world, files, std::move(program));
  });
  EXPECT_THAT(outcome, AllOf(HasSubstr("/no/such/program"), HasSubstr("o such file or directory")));
}

TEST_P(ContainerRuntimeTest, RunsProgramsOnlyInItsOwnContainers) {
  const std::string outcome =
      run([](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
        StayingContainer container{loop, world, files};
        auto executing = container.exec({{"/bin/true"}, {}, "/", {}, false});
        const auto ended = co_await std::move(executing);
        co_return ended.has_error() ? ended.error().message : outcome_of(*ended);
      });
  EXPECT_EQ(outcome, "no container test");
}

}  // namespace
}  // namespace eni::sandbox::world
