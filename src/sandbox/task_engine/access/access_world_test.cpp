/// The same in a real world: programs in networks and containers, and the frames of a trunk.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <thread>

#include "base/test_folder.h"
#include "packets/frame_text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/task_engine/access/access_server.h"
#include "sandbox/task_engine/access/test_task_access.h"
#include "sandbox/world/containers/test_container.h"
#include "sandbox/world/test_vpc.h"

namespace eni::sandbox::task_engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using world::As;
using world::World;

/// Hosts and tasks of a VPC, and one container.
class WorldAccess final : public TaskAccess {
 public:
  WorldAccess(World& world, const world::VpcNetwork& vpc) : world_{world}, vpc_{vpc} {}

  world::ContainerRuntime* runtime = nullptr;

  std::vector<ReachableTask> tasks() const override {
    return {{"task-1", "", {{"test", ContainerStatus::kRunning}}}, {"task-2", "", {}}};
  }
  std::vector<ShownTask> shown_tasks(const std::string&) const override { return {}; }
  std::vector<std::string> hosts() const override { return {"i-1", "i-2"}; }

  Task<Result<world::Executed>> exec(std::string task, std::string container, ContainerCommand command,
                                     std::array<int, 3> descriptors,
                                     std::function<void(world::ProcessEnd)> on_end) override {
    world::ExecutedProgram program;
    program.argv = std::move(command.argv);
    program.environment = {{"PATH", "/usr/bin:/bin"}, {"TERM", command.terminal_type}};
    program.terminal = command.has_terminal;
    return runtime->exec(number_of(task), std::move(container), std::move(program), descriptors,
                         std::move(on_end));
  }
  Task<Result<world::ProcessId>> start(NetworkOwner network, world::Program program,
                                       std::function<void(world::ProcessEnd)> on_end) override {
    return world_.start(number_of(network.id), std::move(program), std::move(on_end));
  }
  Task<Result<net::Descriptor>> make_socket(NetworkOwner network, world::SocketOptions options) override {
    return world_.make_socket(number_of(network.id), std::move(options));
  }
  Task<Result<void>> send_signal(world::ProcessId process, int signal) override {
    return world_.send_signal(process, signal);
  }
  Result<LogPart> read_log(const std::string&, const std::string&, std::uint64_t) const override {
    return Error{"no log", ""};
  }

 private:
  int number_of(const std::string& id) const { return vpc_.find(id)->descriptor.get(); }

  World& world_;
  const world::VpcNetwork& vpc_;
};

/// What a command does in a thread of its own, while the world is served in this one.
using Command = std::function<std::string(TestCommand&)>;

Task<Result<std::string>> serve_command(net::EventLoop& loop, WorldAccess& access, std::string folder,
                                        const Command& command) {
  RecordingLogger log;
  ENI_CO_TRY(const auto server, AccessServer::listen(loop, log, folder + "/control", access));
  const Channel<std::string> told{loop};
  std::thread thread{[&] {
    TestCommand asking{server->path()};
    std::string outcome = command(asking);
    loop.post([&told, text = std::move(outcome)] { told.push(text); });
  }};
  std::string outcome = co_await told.pop();
  thread.join();
  co_return outcome;
}

class AccessWorldTest : public world::WorldTest {
 protected:
  static std::string run_command(const Command& command) {
    return run(
        [&](net::EventLoop& loop, World& world, const std::string& files) -> Task<Result<std::string>> {
          auto making = world::make_two_tasks(world);
          ENI_CO_TRY(const std::unique_ptr<world::VpcNetwork> vpc, co_await std::move(making));
          const TestFolder folder;
          static_cast<void>(files);
          WorldAccess access{world, *vpc};
          auto serving = serve_command(loop, access, folder.path().string(), command);
          co_return co_await std::move(serving);
        });
  }
};

INSTANTIATE_TEST_SUITE_P(, AccessWorldTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         world::name_of_user);

const std::string kStarted = R"({"started":true})";

/// A program's output, and its last message.
std::string output_of(TestCommand& command, const std::string& request) {
  const Pipe input = make_pipe();
  Pipe output = make_pipe();
  command.send(request, {input.reader.get(), output.writer.get(), output.writer.get()});
  output.writer.reset();
  const std::string answer = command.receive();
  if (answer != kStarted) return answer;
  std::string text = read_to_end(output.reader.get());
  return text + command.receive();
}

TEST_P(AccessWorldTest, AShellSeesTheNetworkOfItsTask) {
  EXPECT_EQ(run_command([](TestCommand& command) {
              return output_of(command, R"({"action": "shell", "task": "task-2", "command":)"
                                        R"( ["sh", "-c", "grep -c 10.0.2.20 /proc/net/fib_trie; exit 5"]})");
            }),
            "2\n"
            R"({"exitCode":5})");
}

TEST_P(AccessWorldTest, AShellHasItsTerminal) {
  EXPECT_THAT(
      run_command([](TestCommand& command) {
        command.send(R"({"action": "shell", "host": "i-1", "terminal": true, "command":)"
                     R"( ["sh", "-c", "echo controlling > /dev/tty; read line; echo got $line"]})");
        if (command.receive() != kStarted || command.received.size() != 1) return std::string{"not started"};
        const int terminal = command.received[0].get();
        if (write(terminal, "hello\n", 6) != 6) return std::string{"write"};
        const std::string text = read_to_end(terminal);
        return text + command.receive();
      }),
      AllOf(HasSubstr("controlling\r\n"), HasSubstr("got hello\r\n"), HasSubstr(R"({"exitCode":0})")));
}

TEST_P(AccessWorldTest, WhoClosesATerminalHangsUp) {
  EXPECT_EQ(run_command([](TestCommand& command) {
              Pipe output = make_pipe();
              const Pipe input = make_pipe();
              command.send(R"({"action": "shell", "host": "i-1", "command": ["sleep", "1000"]})",
                           {input.reader.get(), output.writer.get(), output.writer.get()});
              output.writer.reset();
              if (command.receive() != kStarted) return std::string{"not started"};
              command.leave();
              return "[" + read_to_end(output.reader.get()) + "]";  // Whose end is the program's.
            }),
            "[]");
}

/// A frame with its tag, as `eni-trunking capture` reads it. @return  "" if none comes
std::string next_frame(int socket) {
  std::array<char, 65536> bytes{};
  std::array<char, 256> ancillary{};
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.data();
  message.msg_controllen = ancillary.size();
  pollfd asked{socket, POLLIN, 0};
  if (poll(&asked, 1, 60'000) != 1) return "";
  const ssize_t size = recvmsg(socket, &message, 0);
  if (size <= 0) return "";
  const std::string_view frame{bytes.data(), static_cast<std::size_t>(size)};
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    tpacket_auxdata beside{};
    if (header->cmsg_type != PACKET_AUXDATA) continue;
    std::memcpy(&beside, CMSG_DATA(header), sizeof beside);
    if (beside.tp_status & TP_STATUS_VLAN_VALID)
      return packets::with_vlan_tag(frame, 0x8100, beside.tp_vlan_tci);
  }
  return std::string(frame);
}

std::string frames_until(int socket, const std::string& what) {
  for (int frames = 0; frames < 100; ++frames) {
    const std::string frame = next_frame(socket);
    if (frame.empty()) return "no frame came";
    std::string text = packets::frame_text(frame);
    if (text.find(what) != std::string::npos) return text;
  }
  return "no such frame";
}

TEST_P(AccessWorldTest, ACaptureShowsABranchsFramesOnItsTrunk) {
  const std::string frame = run_command([](TestCommand& command) {
    command.send(R"({"action": "capture", "host": "i-1"})");
    const std::string answer = command.receive();
    if (answer != R"({"started":true,"interface":"eth1"})" || command.received.size() != 1) return answer;
    const net::Descriptor socket = std::move(command.received[0]);
    TestCommand other{command.path()};
    output_of(other,
              R"({"action": "shell", "task": "task-1", "command":)"
              R"( ["perl", "-MIO::Socket::INET", "-e",)"
              R"--( "IO::Socket::INET->new(Proto => 'udp', PeerAddr => '10.0.2.20:9')->send('hello')"]})--");
    return frames_until(socket.get(), "UDP 10.0.1.20:");
  });
  const std::string text = "0e:00:00:00:01:07 > ";
  EXPECT_THAT(frame, AllOf(HasSubstr(text), HasSubstr(" > 10.0.2.20:9 5 bytes")));
  // Without 802.1Q an ordinary user's trunk has no tags.
  if (GetParam() == As::kThisUser && geteuid() == 0) {
    EXPECT_THAT(frame, testing::StartsWith("vlan 7  "));
  }
}

TEST_P(AccessWorldTest, ACaptureOfATaskIsThatOfItsOwnInterface) {
  EXPECT_EQ(run_command([](TestCommand& command) {
              command.send(R"({"action": "capture", "task": "task-1"})");
              return command.receive();
            }),
            R"({"started":true,"interface":"eth0"})");
}

class AccessContainerTest : public world::ContainerRuntimeTest {};

INSTANTIATE_TEST_SUITE_P(, AccessContainerTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         world::name_of_user);

/// A container "test" of task-1, while the command does what it does.
Task<Result<std::string>> with_container(net::EventLoop& loop, World& world, std::string files,
                                         Command command) {
  auto making = world::make_two_tasks(world);
  ENI_CO_TRY(const std::unique_ptr<world::VpcNetwork> vpc, co_await std::move(making));
  world::ContainerRuntime runtime{loop, world, *world::find_container_runtime(), files};
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  const Channel<world::ProcessEnd> ends{loop};
  world::Container container = world::shell(world, files, "exec sleep 1000");
  auto starting =
      runtime.start(vpc->find("task-1")->descriptor.get(), std::move(container),
                    {null.get(), null.get(), null.get()}, [ends](world::ProcessEnd end) { ends.push(end); });
  ENI_CO_TRY(const world::Executed started, co_await std::move(starting));
  const TestFolder folder;
  WorldAccess access{world, *vpc};
  access.runtime = &runtime;
  auto serving = serve_command(loop, access, folder.path().string(), command);
  Result<std::string> outcome = co_await std::move(serving);
  auto ending = world.send_signal(started.process, SIGKILL);
  (void)co_await std::move(ending);
  co_await ends.pop();
  auto removing = runtime.remove("test");
  co_await std::move(removing);
  co_return outcome;
}

TEST_P(AccessContainerTest, AProgramRunsInAContainer) {
  EXPECT_EQ(run([](net::EventLoop& loop, World& world, const std::string& files) {
              return with_container(loop, world, files, [](TestCommand& command) {
                return output_of(command, R"({"action": "exec", "task": "task-1", "command":)"
                                          R"( ["sh", "-c", "hostname; exit 5"]})");
              });
            }),
            "task\n"
            R"({"exitCode":5})");
}

TEST_P(AccessContainerTest, ATerminalIsTheContainersOwn) {
  EXPECT_EQ(
      run([](net::EventLoop& loop, World& world, const std::string& files) {
        return with_container(loop, world, files, [](TestCommand& command) {
          command.send(R"({"action": "exec", "task": "task-1", "terminal": true, "terminalType": "xterm",)"
                       R"( "command": ["sh", "-c", "tty; echo $TERM"]})");
          if (command.receive() != kStarted || command.received.size() != 1)
            return std::string{"not started"};
          std::string text = read_to_end(command.received[0].get());
          return text + command.receive();
        });
      }),
      "/dev/pts/0\r\nxterm\r\n"
      R"({"exitCode":0})");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
