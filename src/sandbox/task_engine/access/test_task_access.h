#pragma once
/// For tests: what can be reached, in memory, and a command that asks for it over a real socket.
#include <array>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <map>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.h"
#include "net/descriptor_message.h"
#include "net/event_loop.h"
#include "net/local_socket.h"
#include "sandbox/task_engine/access/task_access.h"

namespace eni::sandbox::task_engine {

inline std::string text_of(const NetworkOwner& network) {
  return (network.kind == NetworkOwner::Kind::kHost ? "host " : "task ") + network.id;
}

/// Programs that it starts echo what they are, and end when a test says so or a signal comes.
class TestTaskAccess final : public TaskAccess {
 public:
  explicit TestTaskAccess(net::EventLoop& loop) : loop_{loop} {}

  std::vector<ReachableTask> reachable;
  std::vector<ShownTask> shown;  ///< what ECS shows
  std::vector<std::string> host_ids;
  std::vector<LogPart> log;      ///< what read_log() gives, one after the other; the last one stays
  Error failure;                 ///< of exec() and start(), if it has a message
  std::vector<std::string> did;  ///< what has been asked for
  std::function<void(world::ProcessEnd)> on_end;
  net::Descriptor terminal;  ///< that exec() gives, once; else nobody listens at it

  void end(const world::ProcessEnd& end) {
    loop_.post([this, end] { std::exchange(on_end, nullptr)(end); });
  }

  std::vector<ReachableTask> tasks() const override { return reachable; }
  std::vector<ShownTask> shown_tasks(const std::string& id_start) const override {
    std::vector<ShownTask> found;
    for (const ShownTask& task : shown)
      if (task.id.starts_with(id_start)) found.push_back(task);
    return found;
  }
  std::vector<std::string> hosts() const override { return host_ids; }

  Task<Result<world::Executed>> exec(std::string task, std::string container, ContainerCommand command,
                                     std::array<int, 3> descriptors,
                                     std::function<void(world::ProcessEnd)> ended) override {
    did.push_back("exec " + task + " " + container + " " + joined(command.argv) +
                  (command.has_terminal ? " on " + command.terminal_type : "") +
                  (command.is_root ? " as root" : ""));
    if (!failure.message.empty()) co_return failure;
    on_end = std::move(ended);
    world::Executed executed{7, {}};
    if (command.has_terminal)
      executed.terminal =
          terminal ? std::move(terminal) : net::Descriptor{open("/dev/null", O_RDWR | O_CLOEXEC)};
    if (!command.has_terminal) (void)!write(descriptors[1], "said", 4);
    co_return executed;
  }
  Task<Result<world::ProcessId>> start(NetworkOwner network, world::Program program,
                                       std::function<void(world::ProcessEnd)> ended) override {
    did.push_back("start " + joined(program.argv) + " in " + text_of(network));
    started = program;
    if (!failure.message.empty()) co_return failure;
    on_end = std::move(ended);
    (void)!write(program.descriptors[1], "said", 4);
    co_return 8;
  }
  Task<Result<net::Descriptor>> make_socket(NetworkOwner network, world::SocketOptions options) override {
    did.push_back("make_socket " + std::to_string(options.family) + " in " + text_of(network));
    co_return net::Descriptor{
        socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};  // Of this network: it has no eth1.
  }
  Task<Result<void>> send_signal(world::ProcessId process, int signal) override {
    did.push_back("signal " + std::to_string(signal) + " to " + std::to_string(process));
    if (on_end) end({0, signal, false});
    co_return Result<void>{};
  }
  Result<LogPart> read_log(const std::string&, const std::string&, std::uint64_t seen) const override {
    log_reads.push_back(seen);
    if (log.empty()) return Error{"no log", ""};
    return log[std::min(log_reads.size(), log.size()) - 1];
  }

  world::Program started;
  mutable std::vector<std::uint64_t> log_reads;

 private:
  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
  }

  net::EventLoop& loop_;
};

/// A command's end. Its calls wait, so the loop runs in another thread (LoopThread).
class TestCommand {
 public:
  explicit TestCommand(std::string path) : path_{std::move(path)}, socket_{*net::connect_to(path_)} {}

  void send(std::string_view message, const std::vector<int>& descriptors = {}) {
    EXPECT_EQ(net::send_message(socket_.get(), message, descriptors), 0);
  }
  /// The next message; "gone" at the end. Its descriptors are kept.
  std::string receive() {
    pollfd asked{socket_.get(), POLLIN, 0};
    if (poll(&asked, 1, 60'000) != 1) return "nothing";
    auto message = net::receive_message(socket_.get());
    if (!message) return "gone";
    received = std::move(message->descriptors);
    return message->bytes;
  }
  void leave() { socket_.reset(); }
  const std::string& path() const { return path_; }

  std::vector<net::Descriptor> received;

 private:
  std::string path_;
  net::Descriptor socket_;
};

struct Pipe {
  net::Descriptor reader;
  net::Descriptor writer;
};

inline Pipe make_pipe() {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  return {net::Descriptor{ends[0]}, net::Descriptor{ends[1]}};
}

/// All until its end.
inline std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 0; (size = read(descriptor, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(size));
  return text;
}

}  // namespace eni::sandbox::task_engine
