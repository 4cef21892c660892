#include "sandbox/hosts/shell/host_shell.h"

#include <cstring>

#include "base/deadline.h"
#include "base/defect.h"
#include "net/server.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/metadata/service.h"
#include "sandbox/hosts/shell/socket_tool_call.h"
#include "sandbox/hosts/tools/host_tool.h"
#include "sandbox/isolation/tool_connection.h"

namespace eni::sandbox::hosts {
namespace {

using Origin = ScriptToRun::Origin;

constexpr std::string_view kSettingsFile = "/etc/ecs/ecs.config";
constexpr std::size_t kMaxSettingsBytes = 64 * 1024;
constexpr std::size_t kMaxMetadataRequestBytes = 4096;
constexpr std::size_t kMaxMetadataHeldBytes = 64 * 1024;
/// Of requests to the sandbox that one host sends at a time.
constexpr std::size_t kMaxHeldBytes = 96 << 20;
constexpr std::uint32_t kScriptMode = 0700;

/// A script that loops for ever does so on AWS, too, and its host never joins.
constexpr Duration kScriptLimit = std::chrono::seconds{60};
constexpr Duration kScriptLimitOnAws = std::chrono::minutes{30};

int status_of(const isolation::ProgramEnd& end) { return end.signal != 0 ? 128 + end.signal : end.exit_code; }

std::vector<std::string> command_of(const ScriptToRun& script) {
  if (script.origin == Origin::kBootcmd) return {"/bin/sh", script.path};
  return {script.path};
}

class JailShell final : public HostShell {
 public:
  JailShell(Environment& env, net::EventLoop& loop, const Machine& machine, tools::HostServices& services)
      : env_{env},
        loop_{loop},
        machine_{machine},
        services_{services},
        console_{env, machine.instance_id},
        metadata_service_{env, machine.instance_id},
        ends_{loop},
        never_{loop},
        calls_{std::in_place, logged_as(env.log, "what a host's program asked for", machine.instance_id)} {}

  Task<Result<void>> enter(isolation::Jails& jails, std::string settings) {
    auto joining = open_network();
    co_await std::move(joining);
    HostLayout host = host_layout(machine_, settings, env_.settings.endpoint_url, network_.get());
    isolation::Layout layout = host.layout;
    auto making = jails.make(std::move(layout), [this](const std::string& line) {
      if (!is_off_) console_.line(line);
    });
    auto jail = co_await std::move(making);
    if (!jail) co_return jail.error();
    jail_ = *std::move(jail);
    co_return serve(sockets_of(host, jail_->take_sockets()));
  }

  Task<ScriptEnd> run(ScriptToRun script) override {
    auto writing = jail_->write_file({script.path, script.text, kScriptMode}, false);
    const Result<void> written = co_await std::move(writing);
    if (!written) co_return ScriptEnd{1, written.error().message};
    jail_->watch_memory(true);
    is_running_ = true;
    const std::uint64_t run = ++last_run_;
    jail_->start({command_of(script), script_environment(env_.settings.endpoint_url), "/"},
                 [this, run, script](const isolation::ProgramEnd& end) {
                   ends_.push({run, end_of(script, end)});
                 });
    const bool slow = env_.settings.pace == Settings::Pace::kAws;
    const Deadline limit{
        env_.scheduler, slow ? kScriptLimitOnAws : kScriptLimit, [this, run, script] {
          ends_.push({run, {1, script.path + " has not ended within the sandbox's limit of time"}});
        }};
    for (;;) {
      const Ended ended = co_await ends_.pop();
      if (is_off_) co_await never_.pop();
      if (ended.run != run) continue;  // The end of one that was stopped before.
      jail_->watch_memory(false);
      is_running_ = false;
      if (limit.has_passed()) jail_->kill();
      co_return ended.end;
    }
  }

  Task<Result<void>> write(FileToWrite file) override {
    const bool appends = file.mode == FileToWrite::Mode::kAppend;
    auto writing = jail_->write_file({file.path, file.content, file.permissions}, appends);
    co_return co_await std::move(writing);
  }

  Task<std::string> settings() override {
    auto reading = jail_->read_file(std::string(kSettingsFile), kMaxSettingsBytes);
    auto content = co_await std::move(reading);
    co_return content ? *std::move(content) : std::string{};
  }

  Task<std::optional<std::string>> power_off() override {
    is_off_ = true;
    calls_.reset();
    tools_.reset();
    metadata_.reset();
    sandbox_.reset();
    network_.reset();
    jail_->kill();
    if (!is_running_) co_return std::nullopt;  // Whoever reads or writes a file now has the jail's ear.
    auto reading = settings();
    co_return co_await std::move(reading);
  }

 private:
  struct Ended {
    std::uint64_t run = 0;
    ScriptEnd end;
  };

  struct Sockets {
    net::Descriptor metadata;  ///< none where the host's network has it
    net::Descriptor sandbox;   ///< none where that is elsewhere
    net::Descriptor tools;
  };

  /// The host's own, where packets go through VPCs. What keeps it from there is a defect, and the script no worse off than before.
  Task<void> open_network() {
    HostNetworks* networks = find_host_networks(env_);
    if (!networks) co_return;
    auto opening = networks->open_host(machine_.instance_id, machine_.region,
                                       isolation::loopback_listener(env_.settings.endpoint_url));
    auto opened = co_await std::move(opening);
    if (opened) {
      network_ = *std::move(opened);
    } else {
      env_.log.warn("user data runs without its host's network",
                    {{"instance", machine_.instance_id}, {"reason", opened.error().message}});
    }
  }

  Sockets sockets_of(const HostLayout& host, isolation::JailSockets sockets) {
    if (network_) return {{}, std::move(network_->sandbox), std::move(sockets.tools)};
    Sockets own{std::move(sockets.listeners[host.metadata_listener]), {}, std::move(sockets.tools)};
    if (host.sandbox_listener) own.sandbox = std::move(sockets.listeners[*host.sandbox_listener]);
    return own;
  }

  Result<void> serve(Sockets sockets) {
    if (sockets.metadata) {
      net::ServerOptions metadata;
      metadata.max_connections = isolation::kMaxJailConnections;
      metadata.max_body_bytes = kMaxMetadataRequestBytes;
      metadata.max_header_bytes = kMaxMetadataRequestBytes;
      metadata.max_held_bytes = kMaxMetadataHeldBytes;
      metadata.listener = sockets.metadata.release();
      ENI_TRY(metadata_, net::Server::listen(loop_, metadata, [this](net::Request request, auto responder) {
                if (calls_) calls_->spawn(answer_metadata(std::move(request), std::move(responder)));
              }));
    }
    if (sockets.sandbox) {
      net::ServerOptions sandbox;
      sandbox.listener = sockets.sandbox.release();
      sandbox.max_connections = isolation::kMaxJailConnections;
      sandbox.max_held_bytes = kMaxHeldBytes;
      sandbox.check_head = [this](const net::Request& head) { return env_.gateway.check_head(head); };
      ENI_TRY(sandbox_, net::Server::listen(loop_, sandbox, [this](net::Request request, auto responder) {
                env_.gateway.handle(std::move(request), std::move(responder));
              }));
    }
    tools_ = isolation::ToolListener::make(loop_, std::move(sockets.tools), [this](auto connection) {
      if (calls_) calls_->spawn(serve_tool(std::move(connection)));
    });
    return {};
  }

  ScriptEnd end_of(const ScriptToRun& script, const isolation::ProgramEnd& end) const {
    if (end.jail_ended) return {1, "the host's processes were ended"};
    if (end.out_of_memory)
      return {status_of(end), script.path + " used more memory than the sandbox gives a host"};
    if (end.start_error == ENOENT) {
      const std::string first = script.text.substr(0, script.text.find('\n'));
      return {127, "the sandbox's machine has no interpreter for " + script.path + ": " + first};
    }
    if (end.start_error != 0) return {126, script.path + ": " + std::strerror(end.start_error)};
    return {status_of(end)};
  }

  /// Ends the script, whose host would do from here on what is not known.
  void stop(std::string reason) {
    ends_.push({last_run_, {1, std::move(reason)}});
    jail_->kill();
  }

  Task<void> answer_metadata(net::Request request, std::shared_ptr<net::Responder> responder) {
    auto answering = metadata_service_.answer(std::move(request));
    net::Response response = co_await std::move(answering);
    responder->send(std::move(response));
  }

  Task<void> serve_tool(std::shared_ptr<isolation::ToolConnection> connection) {
    auto receiving = connection->receive();
    const std::optional<std::string> message = co_await std::move(receiving);
    SocketToolCall call{env_, machine_, services_, connection,
                        [this](std::string reason) { stop(std::move(reason)); }};
    if (!message || !call.take_call(*message)) co_return;
    if (call.argv[0] == kUnknownCommandTool) co_return refuse_unknown(call);
    const tools::HostTool* tool = tools::find_tool(call.argv[0]);
    if (!tool) co_return call.exit(127);
    auto running = tool->run(call);
    const int code = co_await std::move(running);
    take_console_lines();
    call.exit(code);
  }

  /// A tool that the image has not is not there on AWS, either. Of any other command nobody knows.
  void refuse_unknown(SocketToolCall& call) {
    const std::string name = call.argv.size() > 1 ? call.argv[1] : "";
    call.err("bash: " + name + ": command not found\n");
    if (!tools::find_tool(name)) {
      stop("the machine of the sandbox has no command \"" + name +
           "\": what it does on AWS is not known; install it here");
      return;
    }
    call.exit(127);
  }

  void take_console_lines() {
    for (const std::string& line : std::exchange(services_.console, {})) console_.line(line);
  }

  Environment& env_;
  net::EventLoop& loop_;
  const Machine& machine_;
  tools::HostServices& services_;
  Console console_;
  metadata::Service metadata_service_;
  Channel<Ended> ends_;
  Channel<int> never_;  ///< that a script comes back from whose machine is off
  bool is_off_ = false;
  bool is_running_ = false;  ///< a script
  std::uint64_t last_run_ = 0;
  std::unique_ptr<HostNetwork> network_;  ///< null: the jail's own
  std::unique_ptr<isolation::Jail> jail_;
  std::unique_ptr<net::Server> metadata_;
  std::unique_ptr<net::Server> sandbox_;
  std::unique_ptr<isolation::ToolListener> tools_;
  std::optional<TaskGroup> calls_;  ///< last: they use all of the above
};

}  // namespace

Task<Result<std::unique_ptr<HostShell>>> HostShell::open(Environment& env, isolation::Jails& jails,
                                                         const Machine& machine,
                                                         tools::HostServices& services,
                                                         std::string settings) {
  auto* loop = dynamic_cast<net::EventLoop*>(&env.scheduler);
  if (!loop) co_return Error{"scripts run on the real event loop only", ""};
  auto shell = std::make_unique<JailShell>(env, *loop, machine, services);
  auto entering = shell->enter(jails, std::move(settings));
  const Result<void> entered = co_await std::move(entering);
  if (!entered) co_return entered.error();
  co_return Result<std::unique_ptr<HostShell>>{std::move(shell)};
}

}  // namespace eni::sandbox::hosts
