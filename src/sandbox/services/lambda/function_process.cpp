#include "sandbox/services/lambda/function_process.h"

#include <cstring>

#include "base/text.h"
#include "net/tls_terminator.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/isolation.h"
#include "sandbox/services/lambda/function_jail.h"

namespace eni::sandbox::lambda_service {
namespace {

/// The sandbox's own authority, for clients that add it to theirs, and all together, for those that take one file.
constexpr const char* kAuthorityFile = "/etc/eni-trunking/authority.pem";
constexpr const char* kAuthoritiesFile = "/etc/eni-trunking/authorities.pem";

/// Of requests to the sandbox that one function sends at a time: the largest, an archive of 50 MB in base64, and some more.
constexpr std::size_t kMaxHeldBytes = 96 << 20;

void add_authorities(isolation::Layout& layout, const TlsIdentity& identity) {
  layout.files.push_back({kAuthorityFile, identity.authority});
  layout.mounts.push_back({identity.authorities_file, kAuthoritiesFile});
}

/// A process of this user in a group of its own.
class BareProcess final : public FunctionProcess {
 public:
  BareProcess(net::EventLoop& loop, FunctionProgram program, OnLine on_line, OnEnd on_end)
      : loop_{loop}, program_{std::move(program)}, on_line_{std::move(on_line)}, on_end_{std::move(on_end)} {}

  const FunctionProgram& program() const override { return program_; }
  net::ServerOptions runtime_api() override { return {}; }

  Result<void> start(std::map<std::string, std::string> environment) override {
    net::ProcessOptions options;
    options.argv = program_.launch.argv;
    options.environment = std::move(environment);
    options.directory = program_.task_root;
    auto started = net::ChildProcess::start(loop_, std::move(options), on_line_, [this](net::ProcessEnd end) {
      ended_ = true;
      on_end_({end});
    });
    if (!started) {
      const std::string& message = started.error().message;  // "cannot start PATH: REASON"
      return Error{message.substr(message.rfind(": ") + 2), ""};
    }
    process_ = *std::move(started);
    return {};
  }

  void kill() override {
    if (process_) process_->kill();
  }
  void freeze() override {
    if (process_) process_->freeze();
  }
  void thaw() override {
    if (process_) process_->thaw();
  }
  Task<void> measure_memory() override { co_return; }  // The kernel keeps its peak.
  std::uint64_t peak_memory_kib() const override {
    return process_ && !ended_ ? process_->peak_memory_kib() : 0;
  }
  void read_output() override {
    if (process_ && !ended_) process_->read_output();
  }

 private:
  net::EventLoop& loop_;
  FunctionProgram program_;
  OnLine on_line_;
  OnEnd on_end_;
  std::unique_ptr<net::ChildProcess> process_;
  bool ended_ = false;
};

/// The same in a jail. The sandbox answers there at the address that it has outside, and at the port where clients look that
/// take a URL's host and path alone.
class JailedProcess final : public FunctionProcess {
 public:
  JailedProcess(FunctionProgram program, FunctionJail jail, OnEnd on_end)
      : program_{std::move(program)}, made_{std::move(jail)}, on_end_{std::move(on_end)} {
    program_.launch = made_.launch;
    program_.task_root = kJailTaskRoot;
    program_.layers_root = kJailLayers;
    program_.scratch_directory = kJailScratch;
  }

  /// @error  why a socket of the jail cannot be served
  Result<void> serve(Environment& environment, net::EventLoop& loop, std::unique_ptr<isolation::Jail> jail) {
    jail_ = std::move(jail);
    isolation::JailSockets sockets = jail_->take_sockets();
    runtime_listener_ = std::move(sockets.listeners[0]);
    const auto handle = [&environment](net::Request request, std::shared_ptr<net::Responder> responder) {
      environment.gateway.handle(std::move(request), std::move(responder));
    };
    net::ServerOptions options;
    options.max_connections = isolation::kMaxJailConnections;
    options.max_held_bytes = kMaxHeldBytes;
    options.check_head = [&environment](const net::Request& head) {
      return environment.gateway.check_head(head);
    };
    if (made_.sandbox_listener) {
      net::ServerOptions plain = options;
      plain.listener = sockets.listeners[*made_.sandbox_listener].release();
      ENI_TRY(sandbox_, net::Server::listen(loop, plain, handle));
    }
    if (!made_.tls_listener) return {};
    behind_tls_ = net::Server::without_listener(loop, options, handle);
    ENI_TRY(const TlsIdentity* identity, environment.component<Isolation>().tls_identity());
    ENI_TRY(tls_, net::TlsTerminator::start(loop, std::move(sockets.listeners[*made_.tls_listener]),
                                            identity->certificate, *behind_tls_));
    return {};
  }

  const FunctionProgram& program() const override { return program_; }

  net::ServerOptions runtime_api() override {
    net::ServerOptions options;
    options.listener = runtime_listener_.release();
    return options;
  }

  Result<void> start(std::map<std::string, std::string> environment) override {
    // Not over what the function's owner has set.
    if (program_.function.text("Runtime").starts_with("nodejs"))
      environment.emplace("NODE_EXTRA_CA_CERTS", kAuthorityFile);
    else
      environment.emplace("SSL_CERT_FILE", kAuthoritiesFile);
    jail_->watch_memory(true);
    jail_->start({program_.launch.argv, std::move(environment), program_.task_root},
                 [this](isolation::ProgramEnd end) { report(end); });
    return {};
  }

  void kill() override { jail_->kill(); }
  void freeze() override { jail_->freeze(); }
  void thaw() override { jail_->thaw(); }
  Task<void> measure_memory() override { return jail_->measure_memory(); }
  std::uint64_t peak_memory_kib() const override { return jail_->peak_memory_kib(); }
  void read_output() override { jail_->read_output(); }

 private:
  void report(const isolation::ProgramEnd& end) {
    FunctionEnd result;
    result.process = {end.exit_code, end.signal, end.max_rss_kib};
    result.start_error = end.start_error;
    result.out_of_memory = end.out_of_memory;
    on_end_(result);
  }

  FunctionProgram program_;
  FunctionJail made_;
  OnEnd on_end_;
  std::unique_ptr<isolation::Jail> jail_;
  std::unique_ptr<net::Server> sandbox_;
  std::unique_ptr<net::Server> behind_tls_;
  std::unique_ptr<net::TlsTerminator> tls_;
  net::Descriptor runtime_listener_;
};

}  // namespace

Task<Result<std::unique_ptr<FunctionProcess>>> FunctionProcess::make(Environment& environment,
                                                                     net::EventLoop& loop,
                                                                     FunctionProgram program, OnLine on_line,
                                                                     OnEnd on_end) {
  using Made = Result<std::unique_ptr<FunctionProcess>>;
  auto asking = available_jails(environment);
  isolation::Jails* jails = co_await std::move(asking);
  if (!jails)
    co_return Made{
        std::make_unique<BareProcess>(loop, std::move(program), std::move(on_line), std::move(on_end))};
  const auto identity = environment.component<Isolation>().tls_identity();
  if (!identity) co_return identity.error();
  auto designed = function_jail(program.function, program.launch, program.task_root, program.layers_root,
                                environment.settings.endpoint_url);
  if (!designed) co_return designed.error();
  FunctionJail made = *std::move(designed);
  add_authorities(made.layout, **identity);
  isolation::Layout layout = made.layout;
  auto making = jails->make(std::move(layout), std::move(on_line));
  auto jail = co_await std::move(making);
  if (!jail) co_return jail.error();
  auto process = std::make_unique<JailedProcess>(std::move(program), std::move(made), std::move(on_end));
  const Result<void> served = process->serve(environment, loop, *std::move(jail));
  if (!served) co_return served.error();
  co_return Made{std::move(process)};
}

}  // namespace eni::sandbox::lambda_service
