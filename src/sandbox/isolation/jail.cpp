#include "sandbox/isolation/jail.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstring>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "embedded/jail_init.h"
#include "net/child_process.h"
#include "sandbox/isolation/control_socket.h"
#include "sandbox/isolation/datagram_relay.h"
#include "sandbox/isolation/egress.h"
#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/probe.h"
#include "sandbox/isolation/init/spec.h"
#include "sandbox/isolation/obstacle.h"
#include "sandbox/isolation/program_in_memory.h"

namespace eni::sandbox::isolation {
namespace {

using net::Descriptor;
using wire::Command;
using wire::Reader;
using wire::Report;
using wire::Writer;

/// How long init may take: making a jail takes milliseconds, on a machine that is busy with others seconds.
constexpr std::chrono::seconds kStartLimit{60};
constexpr std::chrono::seconds kAnswerLimit{20};

constexpr std::uint16_t kNamePort = 53;
constexpr std::size_t kMaxNameServers = 3;

std::string system_error(const std::string& what) { return what + ": " + std::strerror(errno); }

/// Made at the first use.
const std::string& jail_init_path() {
  static const ProgramInMemory program{embedded::jail_init};
  return program.path();
}

/// The page that init writes and the sandbox reads.
class GaugePage {
 public:
  GaugePage() : descriptor_{memfd_create("gauge", MFD_CLOEXEC)} {
    if (!descriptor_ || ftruncate(descriptor_.get(), sizeof(wire::Gauge)) != 0) return;
    void* page = mmap(nullptr, sizeof(wire::Gauge), PROT_READ, MAP_SHARED, descriptor_.get(), 0);
    if (page != MAP_FAILED) gauge_ = static_cast<const wire::Gauge*>(page);
  }
  ~GaugePage() {
    if (gauge_) munmap(const_cast<wire::Gauge*>(gauge_), sizeof(wire::Gauge));
  }
  GaugePage(const GaugePage&) = delete;
  GaugePage& operator=(const GaugePage&) = delete;

  int descriptor() const { return descriptor_.get(); }
  std::uint64_t peak_kib() const { return gauge_ ? gauge_->peak_kib : 0; }
  bool out_of_memory() const { return gauge_ && gauge_->out_of_memory != 0; }

 private:
  Descriptor descriptor_;
  const wire::Gauge* gauge_ = nullptr;
};

std::optional<sockaddr_storage> name_server(const std::string& text) {
  sockaddr_storage address{};
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(address);
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(address);
  if (inet_pton(AF_INET, text.c_str(), &ipv4.sin_addr) == 1) {
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(kNamePort);
  } else if (inet_pton(AF_INET6, text.c_str(), &ipv6.sin6_addr) == 1) {
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(kNamePort);
  } else {
    return std::nullopt;
  }
  return address;
}

/// The one spelling of an address that others are compared with; what is none stays.
std::string as_kernel_writes(const std::string& address) {
  std::array<char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (inet_pton(family, address.c_str(), bytes.data()) != 1) return address;
  return inet_ntop(family, bytes.data(), text.data(), text.size());
}

void choose_name_servers(Layout& layout) {
  std::vector<std::string> chosen;
  for (const std::string& written : layout.name_servers) {
    const std::string server = as_kernel_writes(written);
    const bool is_taken = std::count(chosen.begin(), chosen.end(), server) > 0 ||
                          std::count(layout.addresses.begin(), layout.addresses.end(), server) > 0;
    if (!is_taken && name_server(server) && chosen.size() < kMaxNameServers) chosen.push_back(server);
  }
  layout.name_servers =
      layout.egress == Layout::Egress::kBrokered ? std::move(chosen) : std::vector<std::string>{};
}

/// The answer to a command about a file.
struct Done {
  int error = 0;
  std::optional<std::string> content;
};

class LinuxJail final : public Jail {
 public:
  LinuxJail(net::EventLoop& loop, Layout layout, std::function<void(std::string)> on_line)
      : loop_{loop}, layout_{std::move(layout)}, on_line_{std::move(on_line)}, starts_{loop}, dones_{loop} {
    resolve_sources(layout_);
    choose_name_servers(layout_);
    on_machine_ = layout_.reached_on_machine;
    for (const std::string& server : layout_.name_servers) on_machine_.push_back({server, kNamePort});
  }

  /// Until init says that all is made.
  Task<Result<void>> open() {
    const auto launched = launch();
    if (launched.has_error()) co_return launched.error();
    const std::optional<std::string> failure = co_await starts_.pop_until(loop_.now() + kStartLimit);
    if (!failure) co_return Error{"cannot shut programs off from this machine: no answer in time", ""};
    if (failure->empty()) co_return Result<void>{};
    co_return obstructed("cannot shut programs off from this machine: ", *failure);
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
    Descriptor content{make_memfd(file.content)};
    if (!content) co_return Error{file.path + ": " + std::strerror(errno), ""};
    send(Writer{Command::kWriteFile}.text(file.path).number(file.mode).number(
             static_cast<std::uint64_t>(mode)),
         std::move(content));
    auto answering = await_done();
    const Done done = co_await std::move(answering);
    if (done.error == 0) co_return Result<void>{};
    co_return Error{file.path + ": " + std::strerror(done.error), ""};
  }

  Task<Result<std::string>> read_file(std::string path, std::size_t max_bytes) override {
    send(Writer{Command::kReadFile}.text(path).number(max_bytes));
    max_read_bytes_ = max_bytes;
    auto answering = await_done();
    Done done = co_await std::move(answering);
    if (done.error != 0) co_return Error{path + ": " + std::strerror(done.error), ""};
    co_return std::move(done.content).value_or("");
  }

  void watch_memory(bool watch) override { send(Writer{Command::kWatch}.number(watch ? 1 : 0)); }
  Task<void> measure_memory() override {
    send(Writer{Command::kMeasure});
    auto answering = await_done();
    co_await std::move(answering);
  }
  std::uint64_t peak_memory_kib() const override { return gauge_.peak_kib(); }
  void read_output() override {
    if (process_) process_->read_output();
  }

 private:
  Result<void> launch() {
    const Descriptor theirs = ControlSocket::make(
        loop_, [this](Message message) { take(std::move(message)); }, control_);
    if (!theirs) return Error{system_error("cannot make a socket"), ""};
    const Descriptor specification{make_memfd(serialize(layout_))};
    if (!specification || gauge_.descriptor() < 0)
      return Error{system_error("cannot make a file in memory"), ""};
    net::ProcessOptions options;
    options.argv = {jail_init_path()};
    options.name = "jail-init";
    options.inherited = {theirs.get(), specification.get(), gauge_.descriptor()};
    if (layout_.network != Layout::kOwnNetwork) options.inherited.push_back(layout_.network);
    options.max_open_files = layout_.limits.open_files;
    options.max_file_bytes = layout_.limits.file_bytes;
    ENI_TRY(process_, net::ChildProcess::start(loop_, std::move(options), on_line_,
                                               [this](net::ProcessEnd) { on_gone(); }));
    return {};
  }

  Task<Done> await_done() {
    std::optional<Done> done = co_await dones_.pop_until(loop_.now() + kAnswerLimit);
    if (done) co_return *std::move(done);
    end_stuck();
    co_return Done{ETIMEDOUT, std::nullopt};
  }

  /// Its first process neither answers nor takes commands: what it would answer later is not waited for.
  void end_stuck() {
    if (gone_) return;
    gone_ = true;
    process_->kill();
  }

  void take(Message message) {
    Reader in{message.bytes};
    switch (in.kind<Report>()) {
      case Report::kReady:
        keep_sockets(std::move(message.descriptors));
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
          brokers_.push_back(broker_connections(loop_, std::move(message.descriptors[0]), on_machine_));
        break;
    }
  }

  void keep_sockets(std::vector<Descriptor> sockets) {
    const std::size_t listeners = layout_.listeners.size();
    const std::size_t names = layout_.name_servers.size();
    if (sockets.size() != listeners + names + (layout_.tools.empty() ? 0 : 1)) return;
    for (std::size_t at = 0; at < sockets.size(); ++at) {
      if (at < listeners)
        sockets_.listeners.push_back(std::move(sockets[at]));
      else if (at < listeners + names)
        relays_.push_back(DatagramRelay::make(loop_, std::move(sockets[at]),
                                              *name_server(layout_.name_servers[at - listeners])));
      else
        sockets_.tools = std::move(sockets[at]);
    }
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

  void take_done(Reader& in, const std::vector<Descriptor>& descriptors) {
    Done done;
    done.error = static_cast<int>(in.number());
    if (!descriptors.empty()) done.content = read_descriptor(descriptors[0].get(), max_read_bytes_);
    dones_.push(std::move(done));
  }

  /// Also after init itself was killed, by whomever.
  void on_gone() {
    control_->take_last_words();
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

  /// Never waits.
  void send(const Writer& message, Descriptor attached = {}) {
    std::vector<Descriptor> descriptors;
    if (attached) descriptors.push_back(std::move(attached));
    const int error = gone_ ? ESRCH : control_->send(message.bytes(), std::move(descriptors));
    if (error == ETIMEDOUT) end_stuck();
    if (error != 0) fail_command(message, error);
  }

  void fail_command(const Writer& message, int error) {
    Reader in{message.bytes()};
    const auto command = in.kind<Command>();
    if (command == Command::kWriteFile || command == Command::kReadFile || command == Command::kMeasure)
      dones_.push({error, std::nullopt});
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
  std::unique_ptr<ControlSocket> control_;
  std::unique_ptr<net::ChildProcess> process_;
  std::vector<std::unique_ptr<EgressBroker>> brokers_;
  std::vector<std::unique_ptr<DatagramRelay>> relays_;
  std::vector<Listener> on_machine_;  ///< what brokers reach wherever it is
  std::size_t max_read_bytes_ = 0;
  JailSockets sockets_;
  std::function<void(ProgramEnd)> on_end_;
  Channel<std::string> starts_;  ///< why it failed; "" if it did not
  Channel<Done> dones_;
  bool gone_ = false;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

/// On the machine's loopback; takes connections, and serves none.
class LoopbackServer {
 public:
  LoopbackServer() : socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* name = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_.get(), name, size) == 0 && listen(socket_.get(), 1) == 0 &&
        getsockname(socket_.get(), name, &size) == 0)
      port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }

 private:
  Descriptor socket_;
  std::uint16_t port_ = 0;
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
    auto trying = try_all();
    Support support = co_await std::move(trying);
    // A refusal is asked for again: what failed once for want of memory is no reason to do without for the whole run.
    if (support.jails) support_ = support;
    co_return support;
  }

 private:
  /// A jail with all that any needs, and a connection out of it.
  Task<Support> try_all() {
    const LoopbackServer server;
    const std::string probe = std::string("/usr/bin/") + init::kProbeName;
    Layout layout = machine_programs();
    layout.tools = {probe};
    layout.egress = Layout::Egress::kBrokered;
    layout.addresses = {"169.254.169.254"};
    layout.listeners = {{"169.254.169.254", 80}};
    layout.reached_on_machine = {{"127.0.0.1", server.port()}};
    auto making = make(std::move(layout), [](const std::string&) {});
    const auto jail = co_await std::move(making);
    if (!jail) co_return Support{false, jail.error().message, jail.error().hint};
    Channel<ProgramEnd> ends{loop_};
    const std::string script = "exec " + probe + " " + std::to_string(server.port());
    (*jail)->start({{"/bin/sh", "-c", script}, {}, "/"}, [ends](ProgramEnd end) { ends.push(end); });
    const std::optional<ProgramEnd> end = co_await ends.pop_until(loop_.now() + kAnswerLimit);
    co_return support_after(end);
  }

  static Support support_after(const std::optional<ProgramEnd>& end) {
    constexpr const char* kRemedy = "a kernel from 5.14 on, with seccomp user notification";
    if (!end)
      return {false, "a program in a jail does not come to its end: nobody makes its connection", kRemedy};
    if (end->start_error != 0)
      return {false, std::string("starting a program: ") + std::strerror(end->start_error), kRemedy};
    if (end->signal != 0 || end->jail_ended)
      return {false, "a program in a jail did not end as it should", ""};
    if (end->exit_code != 0)
      return {false, std::string("a connection out of a jail: ") + std::strerror(end->exit_code), kRemedy};
    return {true, "", ""};
  }

  net::EventLoop& loop_;
  std::optional<Support> support_;
};

}  // namespace

std::unique_ptr<Jails> make_jails(net::EventLoop& loop) { return std::make_unique<LinuxJails>(loop); }

}  // namespace eni::sandbox::isolation
