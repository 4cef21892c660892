#include "sandbox/world/world.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "embedded/world_init.h"
#include "net/child_process.h"
#include "sandbox/isolation/control_socket.h"
#include "sandbox/isolation/init/spec.h"
#include "sandbox/isolation/layout.h"
#include "sandbox/isolation/obstacle.h"
#include "sandbox/isolation/program_in_memory.h"
#include "sandbox/world/init/users.h"
#include "sandbox/world/init/wire.h"
#include "sandbox/world/reaped_world.h"

namespace eni::sandbox::world {
namespace {

using isolation::ControlSocket;
using isolation::Message;
using net::Descriptor;
using wire::Command;
using wire::Reader;
using wire::Report;
using wire::Writer;

/// Making a world takes milliseconds, on a machine that is busy with others seconds.
constexpr std::chrono::seconds kStartLimit{60};
constexpr std::chrono::seconds kAnswerLimit{60};

/// Ends of processes that nobody has asked for yet: a runtime tells a container's process after it has started it.
constexpr std::size_t kMaxOrphans = 1024;

constexpr const char* kNone = "cannot make a world for containers on this machine: ";

/// Made at the first use.
const std::string& world_init_path() {
  static const isolation::ProgramInMemory program{embedded::world_init};
  return program.path();
}

/// Of the machine its programs, among them the containers' runtime; files of nobody. Names are where a network's own are put in their place.
isolation::Layout layout_of_world() {
  isolation::Layout layout = isolation::machine_programs();
  layout.files.push_back({"/etc/hosts", "127.0.0.1 localhost\n"});
  layout.files.push_back({"/etc/resolv.conf", ""});
  isolation::resolve_sources(layout);
  return layout;
}

struct Answer {
  int error = 0;
  std::string subject;
  std::uint64_t value = 0;
  std::vector<Descriptor> descriptors;
};

Error error_of(const Answer& answer) { return {answer.subject + ": " + std::strerror(answer.error), ""}; }

Descriptor copy_of(int descriptor) { return Descriptor{fcntl(descriptor, F_DUPFD_CLOEXEC, 0)}; }

class LinuxWorld final : public World {
 public:
  LinuxWorld(net::EventLoop& loop, std::string files, std::function<void(std::string)> on_line,
             std::function<void()> on_end, Reaper* reaper)
      : loop_{loop},
        files_{std::move(files)},
        on_line_{std::move(on_line)},
        on_end_{std::move(on_end)},
        reaper_{reaper},
        starts_{loop} {}

  /// Who still asks is not left waiting for it.
  ~LinuxWorld() override { refuse_all(); }

  /// Until its first process says that all is made.
  Task<Result<void>> open() {
    ENI_CO_CHECK(launch());
    const std::optional<std::string> failure = co_await starts_.pop_until(loop_.now() + kStartLimit);
    if (!failure) co_return Error{std::string(kNone) + "no answer in time", ""};
    if (failure->empty()) co_return Result<void>{};
    co_return isolation::obstructed(kNone, *failure);
  }

  std::uint32_t users() const override { return users_; }

  Result<void> give(const std::string& path) override {
    if (geteuid() == 0 && users_ > 1 && lchown(path.c_str(), init::kFirstLentUser, init::kFirstLentUser) != 0)
      return Error{path + ": " + std::strerror(errno), ""};
    return {};
  }

  Task<Result<void>> mount_overlay(OverlayMount overlay) override {
    // overlayfs wants the highest first.
    std::vector<std::string> lower;
    for (auto layer = overlay.lower.rbegin(); layer != overlay.lower.rend(); ++layer) {
      ENI_CO_TRY(std::string path, below_files(*layer));
      lower.push_back(std::move(path));
    }
    ENI_CO_TRY(const std::string upper, below_files(overlay.upper));
    ENI_CO_TRY(const std::string work, below_files(overlay.work));
    ENI_CO_TRY(const std::string target, below_files(overlay.target));
    const auto write = [&](Writer& message) { message.texts(lower).text(upper).text(work).text(target); };
    auto asking = ask(Command::kMountOverlay, write, {});
    const Answer answer = co_await std::move(asking);
    if (answer.error == 0) co_return Result<void>{};
    co_return answer.error == EINVAL ? overlay_refused(answer) : error_of(answer);
  }

  Task<Result<void>> bind_folder(std::string folder, std::string target) override {
    ENI_CO_TRY(const std::string source, below_files(folder));
    ENI_CO_TRY(const std::string place, below_files(target));
    const auto write = [&](Writer& message) { message.text(source).text(place); };
    auto asking = ask(Command::kBindFolder, write, {});
    const Answer answer = co_await std::move(asking);
    if (answer.error == ELOOP || answer.error == ENOTDIR)
      co_return Error{
          answer.subject + ": the path leads through a symbolic link, or something else that is no folder",
          ""};
    if (answer.error != 0) co_return error_of(answer);
    co_return Result<void>{};
  }

  Task<Result<void>> unmount(std::string target) override {
    ENI_CO_TRY(const std::string path, below_files(target));
    auto asking = ask(Command::kUnmount, [&](Writer& message) { message.text(path); }, {});
    const Answer answer = co_await std::move(asking);
    if (answer.error != 0) co_return error_of(answer);
    co_return Result<void>{};
  }

  Task<Result<void>> remove(std::string path) override {
    ENI_CO_TRY(const std::string below, below_files(path));
    const Channel<ProcessEnd> ends{loop_};
    auto asking = ask(
        Command::kRemove, [&](Writer& message) { message.text(below); }, {},
        [ends](ProcessEnd end) { ends.push(end); });
    const Answer answer = co_await std::move(asking);
    if (answer.error == ENOENT) co_return Result<void>{};
    if (answer.error != 0) co_return error_of(answer);
    const ProcessEnd end = co_await ends.pop();
    if (end.signal != 0) co_return Error{path + ": removing it was broken off", ""};
    if (end.exit_code != 0) co_return Error{path + ": " + std::strerror(end.exit_code), ""};
    co_return Result<void>{};
  }

  Task<Result<Network>> make_network(std::vector<std::string> settings) override {
    auto asking = ask(Command::kMakeNetwork, [&](Writer& message) { message.texts(settings); }, {});
    Answer answer = co_await std::move(asking);
    if (answer.error != 0) co_return error_of(answer);
    if (answer.descriptors.size() != 3) co_return Error{"a network namespace: not all of it arrived", ""};
    co_return Network{std::move(answer.descriptors[0]), netlink::Socket{std::move(answer.descriptors[1])},
                      netlink::Socket{std::move(answer.descriptors[2])}};
  }

  Task<Result<Descriptor>> make_socket(int network, SocketOptions options) override {
    const auto write = [&](Writer& message) {
      for (const int value : {options.family, options.type, options.protocol})
        message.number(static_cast<std::uint64_t>(value));
      message.text(options.address).number(static_cast<std::uint64_t>(options.backlog));
    };
    auto asking = ask(Command::kMakeSocket, write, {network});
    Answer answer = co_await std::move(asking);
    if (answer.error != 0) co_return error_of(answer);
    if (answer.descriptors.empty()) co_return Error{"a socket: it did not arrive", ""};
    co_return std::move(answer.descriptors[0]);
  }

  Task<Result<ProcessId>> start(int network, Program program,
                                std::function<void(ProcessEnd)> on_end) override {
    const auto write = [&](Writer& message) {
      std::vector<std::string> environment;
      for (const auto& [name, value] : program.environment) environment.push_back(name + "=" + value);
      message.texts(program.argv).texts(environment).text(program.directory);
      message.number(program.control_groups.size());
    };
    const auto& [input, output, error] = program.descriptors;
    std::vector<int> attached{input, output, error};
    attached.insert(attached.end(), program.control_groups.begin(), program.control_groups.end());
    if (network != kNoNetwork) attached.push_back(network);
    auto asking = ask(Command::kStart, write, std::move(attached), std::move(on_end));
    const Answer answer = co_await std::move(asking);
    if (answer.error != 0) co_return error_of(answer);
    co_return static_cast<ProcessId>(answer.value);
  }

  Task<Result<void>> send_signal(ProcessId process, int signal) override {
    const auto write = [&](Writer& message) {
      message.number(static_cast<std::uint64_t>(process)).number(static_cast<std::uint64_t>(signal));
    };
    auto asking = ask(Command::kSignal, write, {});
    const Answer answer = co_await std::move(asking);
    if (answer.error != 0) co_return error_of(answer);
    co_return Result<void>{};
  }

  std::uint64_t ended_orphans() const override { return ended_orphans_; }

  void adopt(ProcessId process, std::uint64_t since, std::function<void(ProcessEnd)> on_end) override {
    if (gone_) return tell(std::move(on_end), end_with_world());
    const auto ended = std::find_if(orphans_.begin(), orphans_.end(), [&](const Orphan& one) {
      return one.process == process && one.number > since;
    });
    if (ended == orphans_.end()) {
      running_[process] = std::move(on_end);
      return;
    }
    tell(std::move(on_end), ended->end);
    orphans_.erase(ended);
  }

  void kill() override {
    if (!gone_) process_->kill();
  }

 private:
  /// A command that has not been answered.
  struct Asked {
    std::uint64_t number = 0;
    Channel<Answer> answers;
    std::function<void(ProcessEnd)> on_end;  ///< of the process that it starts
  };

  /// That has ended, and nobody has asked for.
  struct Orphan {
    std::uint64_t number = 0;
    ProcessId process = 0;
    ProcessEnd end;
  };

  /// As the world's first process takes paths. It resolves them; no "..", no link leads out of the folder there.
  Result<std::string> below_files(const std::string& path) const {
    if (path.size() > files_.size() + 1 && path.starts_with(files_) && path[files_.size()] == '/')
      return path.substr(files_.size() + 1);
    return Error{path + ": not below " + files_, ""};
  }

  /// An overlay's own folders can lie on most file systems, but not on those.
  Error overlay_refused(const Answer& answer) const {
    struct statfs status {};
    if (statfs(files_.c_str(), &status) != 0) return error_of(answer);
    const bool is_overlay = status.f_type == OVERLAYFS_SUPER_MAGIC;
    if (!is_overlay && status.f_type != NFS_SUPER_MAGIC) return error_of(answer);
    return {
        "containers' files cannot lie in " + files_ + ", which is on " + (is_overlay ? "overlayfs" : "NFS"),
        "a folder on a local disk (ext4, xfs, btrfs) or in memory (tmpfs)"};
  }

  Result<void> launch() {
    const Descriptor theirs = ControlSocket::make(
        loop_, [this](Message message) { take(std::move(message)); }, control_);
    if (!theirs) return Error{std::string("cannot make a socket: ") + std::strerror(errno), ""};
    const Descriptor specification{isolation::make_memfd(isolation::serialize(layout_of_world()))};
    if (!specification)
      return Error{std::string("cannot make a file in memory: ") + std::strerror(errno), ""};
    net::ProcessOptions options;
    options.argv = {world_init_path(), files_};
    options.name = "world-init";
    // For newuidmap.
    options.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    options.inherited = {theirs.get(), specification.get()};
    options.max_open_files = 0;
    options.max_file_bytes = 0;
    ENI_TRY(process_, net::ChildProcess::start(loop_, std::move(options), on_line_,
                                               [this](net::ProcessEnd) { on_gone(); }));
    return {};
  }

  template <class Write>
  Task<Answer> ask(Command command, Write write, std::vector<int> attached,
                   std::function<void(ProcessEnd)> on_end = nullptr) {
    Writer message{command};
    message.number(++number_);
    write(message);
    std::vector<Descriptor> copies;
    for (const int descriptor : attached) {
      copies.push_back(copy_of(descriptor));
      if (!copies.back()) return failed(errno, "a descriptor");
    }
    if (gone_) return failed(ESRCH, "the world has ended");
    const int error = control_->send(message.bytes(), std::move(copies));
    if (error != 0) return failed(error, "a command");
    asked_.push_back({number_, Channel<Answer>{loop_}, std::move(on_end)});
    return await(asked_.back().answers);
  }

  Task<Answer> await(Channel<Answer> answers) {
    std::optional<Answer> answer = co_await answers.pop_until(loop_.now() + kAnswerLimit);
    if (answer) co_return *std::move(answer);
    kill();  // What it would answer later is not waited for.
    co_return Answer{ETIMEDOUT, "the world", 0, {}};
  }

  static Task<Answer> failed(int error, std::string subject) {
    co_return Answer{error, std::move(subject), 0, {}};
  }

  void take(Message message) {
    Reader in{message.bytes};
    switch (in.kind<Report>()) {
      case Report::kReady:
        users_ = static_cast<std::uint32_t>(in.number());
        if (reaper_ != nullptr && !message.descriptors.empty())
          reaper_->add_world(std::move(message.descriptors.front()));
        return starts_.push({});
      case Report::kFailed:
        return starts_.push(in.text());
      case Report::kDone:
        return take_done(in, std::move(message.descriptors));
      case Report::kExit:
        return take_exit(in);
    }
  }

  void take_done(Reader& in, std::vector<Descriptor> descriptors) {
    const std::uint64_t number = in.number();
    if (asked_.empty() || asked_.front().number != number) return;
    Answer answer;
    answer.error = static_cast<int>(in.number());
    answer.subject = in.text();
    answer.value = in.number();
    answer.descriptors = std::move(descriptors);
    Asked asked = std::move(asked_.front());
    asked_.pop_front();
    if (asked.on_end && answer.error == 0)
      running_[static_cast<ProcessId>(answer.value)] = std::move(asked.on_end);
    asked.answers.push(std::move(answer));
  }

  void take_exit(Reader& in) {
    const auto process = static_cast<ProcessId>(in.number());
    ProcessEnd end;
    end.exit_code = static_cast<int>(in.number());
    end.signal = static_cast<int>(in.number());
    const auto found = running_.find(process);
    if (found == running_.end()) {
      orphans_.push_back({++ended_orphans_, process, end});
      if (orphans_.size() > kMaxOrphans) orphans_.pop_front();
      return;
    }
    tell(std::move(found->second), end);
    running_.erase(found);
  }

  /// Not from within: who is told may well end the world.
  void tell(std::function<void(ProcessEnd)> on_end, const ProcessEnd& end) {
    loop_.post([alive = std::weak_ptr{alive_}, on_end = std::move(on_end), end] {
      if (!alive.expired()) on_end(end);
    });
  }

  /// Also after it was killed, by whomever.
  void on_gone() {
    control_->take_last_words();
    gone_ = true;
    starts_.push("its first process ended");
    refuse_all();
    for (auto& [process, on_end] : std::exchange(running_, {})) tell(std::move(on_end), end_with_world());
    if (on_end_) tell([on_end = on_end_](const ProcessEnd&) { on_end(); }, end_with_world());
  }

  void refuse_all() {
    for (const Asked& asked : std::exchange(asked_, {}))
      asked.answers.push({ESRCH, "the world has ended", 0, {}});
  }

  static ProcessEnd end_with_world() { return {0, SIGKILL, true}; }

  net::EventLoop& loop_;
  std::string files_;
  std::function<void(std::string)> on_line_;
  std::function<void()> on_end_;
  Reaper* reaper_;  ///< may be null
  std::unique_ptr<ControlSocket> control_;
  std::unique_ptr<net::ChildProcess> process_;
  std::uint32_t users_ = 0;
  std::uint64_t number_ = 0;  ///< of the last command
  std::deque<Asked> asked_;
  std::map<ProcessId, std::function<void(ProcessEnd)>> running_;
  std::deque<Orphan> orphans_;  ///< the last ones
  std::uint64_t ended_orphans_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  Channel<std::string> starts_;  ///< why it failed; "" if it did not
  bool gone_ = false;
};

Task<Result<std::unique_ptr<World>>> open_world(std::unique_ptr<LinuxWorld> world) {
  auto opening = world->open();
  const Result<void> opened = co_await std::move(opening);
  if (opened.has_error()) co_return opened.error();
  co_return std::unique_ptr<World>{std::move(world)};
}

}  // namespace

Task<Result<std::unique_ptr<World>>> make_world(net::EventLoop& loop, std::string files,
                                                std::function<void(std::string)> on_line,
                                                std::function<void()> on_end) {
  return open_world(
      std::make_unique<LinuxWorld>(loop, std::move(files), std::move(on_line), std::move(on_end), nullptr));
}

Task<Result<std::unique_ptr<World>>> make_reaped_world(net::EventLoop& loop, Reaper& reaper,
                                                       std::string files,
                                                       std::function<void(std::string)> on_line,
                                                       std::function<void()> on_end) {
  return open_world(
      std::make_unique<LinuxWorld>(loop, std::move(files), std::move(on_line), std::move(on_end), &reaper));
}

}  // namespace eni::sandbox::world
