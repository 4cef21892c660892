#include "sandbox/isolation/jail.h"

#include <array>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/child_process.h"
#include "net/descriptor_watch.h"
#include "sandbox/isolation/egress.h"
#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/spec.h"
#include "sandbox/isolation/init_program.h"
#include "sandbox/isolation/remedy.h"

namespace eni::sandbox::isolation {
namespace {

using wire::Command;
using wire::Reader;
using wire::Report;
using wire::Writer;

std::string system_error(const std::string& what) { return what + ": " + std::strerror(errno); }

/// The page that init writes and the sandbox reads.
class GaugePage {
 public:
  GaugePage() : descriptor_{memfd_create("gauge", MFD_CLOEXEC)} {
    if (descriptor_ < 0 || ftruncate(descriptor_, sizeof(wire::Gauge)) != 0) return;
    void* page = mmap(nullptr, sizeof(wire::Gauge), PROT_READ, MAP_SHARED, descriptor_, 0);
    if (page != MAP_FAILED) gauge_ = static_cast<const wire::Gauge*>(page);
  }
  ~GaugePage() {
    if (gauge_) munmap(const_cast<wire::Gauge*>(gauge_), sizeof(wire::Gauge));
    if (descriptor_ >= 0) close(descriptor_);
  }
  GaugePage(const GaugePage&) = delete;
  GaugePage& operator=(const GaugePage&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint64_t peak_kib() const { return gauge_ ? gauge_->peak_kib : 0; }
  bool out_of_memory() const { return gauge_ && gauge_->out_of_memory != 0; }

 private:
  int descriptor_;
  const wire::Gauge* gauge_ = nullptr;
};

/// The answer to a command about a file.
struct Done {
  int error = 0;
  std::optional<std::string> content;
};

class LinuxJail final : public Jail {
 public:
  LinuxJail(net::EventLoop& loop, Layout layout, std::function<void(std::string)> on_line)
      : loop_{loop}, layout_{std::move(layout)}, on_line_{std::move(on_line)}, starts_{loop}, dones_{loop} {}
  ~LinuxJail() override {
    for (const int socket : sockets_.listeners) close(socket);
    if (sockets_.tools >= 0) close(sockets_.tools);
  }

  /// Until init says that all is made.
  Task<Result<void>> open() {
    const auto launched = launch();
    if (launched.has_error()) co_return launched.error();
    const std::string failure = co_await starts_.pop();
    if (failure.empty()) co_return Result<void>{};
    co_return Error{"cannot shut programs off from this machine: " + failure, remedy_for(failure)};
  }

  JailSockets take_sockets() override { return std::exchange(sockets_, {}); }

  void start(const Program& program, std::function<void(ProgramEnd)> on_end) override {
    on_end_ = std::move(on_end);
    std::vector<std::string> environment;
    for (const auto& [name, value] : program.environment) environment.push_back(name + "=" + value);
    send(Writer{Command::kRun}.texts(program.argv).texts(environment).text(program.directory));
  }

  void kill() override { send(Writer{Command::kKill}); }
  void freeze() override { send(Writer{Command::kFreeze}.number(1)); }
  void thaw() override { send(Writer{Command::kFreeze}.number(0)); }

  Task<Result<void>> write_file(File file, bool append) override {
    const auto mode = append ? wire::WriteMode::kAppend : wire::WriteMode::kReplace;
    const int content = make_memfd(file.content);
    send(Writer{Command::kWriteFile}.text(file.path).number(file.mode).number(
             static_cast<std::uint64_t>(mode)),
         {content});
    close(content);
    const Done done = co_await dones_.pop();
    if (done.error == 0) co_return Result<void>{};
    co_return Error{file.path + ": " + std::strerror(done.error), ""};
  }

  Task<Result<std::string>> read_file(std::string path, std::size_t max_bytes) override {
    send(Writer{Command::kReadFile}.text(path).number(max_bytes));
    Done done = co_await dones_.pop();
    if (done.error != 0) co_return Error{path + ": " + std::strerror(done.error), ""};
    co_return std::move(done.content).value_or("");
  }

  void watch_memory(bool watch) override { send(Writer{Command::kWatch}.number(watch ? 1 : 0)); }
  std::uint64_t peak_memory_kib() const override { return gauge_.peak_kib(); }
  void read_output() override {
    if (process_) process_->read_output();
  }

 private:
  Result<void> launch() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return Error{system_error("cannot make a socket"), ""};
    control_ = net::DescriptorWatch::make(loop_, ends[0]);
    const int specification = make_memfd(serialize(layout_));
    net::ProcessOptions options;
    options.argv = {init_program_path()};
    options.name = "jail-init";
    options.inherited = {ends[1], specification, gauge_.descriptor()};
    options.max_open_files = layout_.limits.open_files;
    options.max_file_bytes = layout_.limits.file_bytes;
    auto started =
        net::ChildProcess::start(loop_, std::move(options), on_line_, [this](net::ProcessEnd) { on_gone(); });
    close(ends[1]);
    close(specification);
    if (!started) return started.error();
    process_ = *std::move(started);
    listen();
    return {};
  }

  void listen() {
    control_->wait(net::DescriptorWatch::Event::kReadable, [this] {
      take_all();
      if (errno == EAGAIN || errno == EWOULDBLOCK) listen();
    });
  }

  void take_all() {
    while (auto message = receive_message(control_->descriptor(), MSG_DONTWAIT)) take(*std::move(message));
  }

  void take(Message message) {
    Reader in{message.bytes};
    switch (in.kind<Report>()) {
      case Report::kReady:
        keep_sockets(std::exchange(message.descriptors, {}));
        starts_.push({});
        break;
      case Report::kFailed:
        starts_.push(in.text());
        break;
      case Report::kExit:
        take_exit(in);
        break;
      case Report::kDone:
        take_done(in, message.descriptors);
        break;
      case Report::kConnections:
        if (!message.descriptors.empty())
          brokers_.push_back(broker_connections(loop_, message.descriptors[0], layout_.reached_on_machine));
        message.descriptors.clear();
        break;
    }
    for (const int descriptor : message.descriptors) close(descriptor);
  }

  void keep_sockets(std::vector<int> sockets) {
    if (!layout_.tools.empty() && !sockets.empty()) {
      sockets_.tools = sockets.back();
      sockets.pop_back();
    }
    sockets_.listeners = std::move(sockets);
  }

  void take_exit(Reader& in) {
    ProgramEnd end;
    end.exit_code = static_cast<int>(in.number());
    end.signal = static_cast<int>(in.number());
    end.start_error = static_cast<int>(in.number());
    end.max_rss_kib = in.number();
    end.out_of_memory = end.signal != 0 && gauge_.out_of_memory();
    // What it wrote came another way and may still be in the pipe.
    process_->finish_output();
    if (auto on_end = std::exchange(on_end_, nullptr)) on_end(end);
  }

  void take_done(Reader& in, const std::vector<int>& descriptors) {
    Done done;
    done.error = static_cast<int>(in.number());
    if (!descriptors.empty()) done.content = read_descriptor(descriptors[0], SIZE_MAX);
    dones_.push(std::move(done));
  }

  /// Also after init itself was killed, by whomever.
  void on_gone() {
    take_all();  // Its last words may not have been read yet.
    gone_ = true;
    starts_.push("its first process ended");
    dones_.push({ESRCH, std::nullopt});
    if (auto on_end = std::exchange(on_end_, nullptr)) {
      ProgramEnd end;
      end.jail_ended = true;
      end.signal = SIGKILL;
      end.out_of_memory = gauge_.out_of_memory();
      on_end(end);
    }
  }

  void send(const Writer& message, const std::vector<int>& descriptors = {}) {
    const int error = gone_ ? ESRCH : send_message(control_->descriptor(), message.bytes(), descriptors);
    if (error == 0) return;
    Reader in{message.bytes()};
    const auto command = in.kind<Command>();
    if (command == Command::kWriteFile || command == Command::kReadFile) dones_.push({error, std::nullopt});
    if (command != Command::kRun) return;
    // Not from within start(): its caller has yet to see it return.
    loop_.post([alive = std::weak_ptr{alive_}, this, error] {
      if (alive.expired()) return;
      ProgramEnd end;
      end.start_error = error;
      end.jail_ended = gone_;
      if (auto on_end = std::exchange(on_end_, nullptr)) on_end(end);
    });
  }

  net::EventLoop& loop_;
  Layout layout_;
  std::function<void(std::string)> on_line_;
  GaugePage gauge_;
  std::unique_ptr<net::DescriptorWatch> control_;
  std::unique_ptr<net::ChildProcess> process_;
  std::vector<std::unique_ptr<EgressBroker>> brokers_;
  JailSockets sockets_;
  std::function<void(ProgramEnd)> on_end_;
  Channel<std::string> starts_;  ///< why it failed; "" if it did not
  Channel<Done> dones_;
  bool gone_ = false;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

class LinuxJails final : public Jails {
 public:
  explicit LinuxJails(net::EventLoop& loop) : loop_{loop} {}

  Task<Result<std::unique_ptr<Jail>>> make(Layout layout, std::function<void(std::string)> on_line) override {
    auto jail = std::make_unique<LinuxJail>(loop_, std::move(layout), std::move(on_line));
    auto opening = jail->open();
    const Result<void> opened = co_await std::move(opening);
    if (opened.has_error()) co_return opened.error();
    co_return std::unique_ptr<Jail>{std::move(jail)};
  }

  Task<Support> support() override {
    if (support_) co_return *support_;
    Layout layout = machine_programs();
    layout.tools = {"/usr/bin/eni-trunking-probe"};
    layout.egress = Layout::Egress::kBrokered;
    layout.addresses = {"169.254.169.254"};
    layout.listeners = {{"169.254.169.254", 80}};
    auto making = make(std::move(layout), [](const std::string&) {});
    const auto jail = co_await std::move(making);
    Support support;
    if (jail) {
      Channel<ProgramEnd> ends{loop_};
      (*jail)->start({{"/bin/sh", "-c", "exit 0"}, {}, "/"}, [ends](ProgramEnd end) { ends.push(end); });
      const ProgramEnd end = co_await ends.pop();
      support.jails = end.exit_code == 0 && end.signal == 0 && end.start_error == 0;
      if (end.start_error != 0)
        support.reason = std::string("starting a program: ") + std::strerror(end.start_error);
    } else {
      support.reason = jail.error().message;
      support.remedy = jail.error().hint;
    }
    if (!support.jails && support.reason.empty())
      support.reason = "a program in a jail did not end as it should";
    // A refusal is asked for again: what failed once for want of memory is no reason to do without for the whole run.
    if (support.jails) support_ = support;
    co_return support;
  }

 private:
  net::EventLoop& loop_;
  std::optional<Support> support_;
};

}  // namespace

std::unique_ptr<Jails> make_jails(net::EventLoop& loop) { return std::make_unique<LinuxJails>(loop); }

}  // namespace eni::sandbox::isolation
