/// Programs in containers, and of the machine's in networks.
#include <array>
#include <csignal>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/task_engine/access/find_task.h"
#include "sandbox/task_engine/access/sessions.h"
#include "sandbox/task_engine/access/standard_streams.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr int kKilledBySignal = 128;  ///< as shells tell it

/// Of the machine's programs, as far as the world has them.
constexpr const char* kFolders[] = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                    "/usr/bin",        "/sbin",          "/bin"};

std::string search_path() { return join({std::begin(kFolders), std::end(kFolders)}, ":"); }

Result<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  for (const char* folder : kFolders) {
    const std::string path = std::string(folder) + "/" + name;
    if (!name.empty() && access(path.c_str(), X_OK) == 0) return path;
  }
  return Error{"this machine has no program '" + name.substr(0, 100) + "' in " + search_path(),
               "install it; a program of the container's own: eni-trunking exec TASK -- PROGRAM"};
}

std::vector<std::string> default_shell() {
  return {access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh"};
}

/// What tells a prompt of this place from one of the user's own.
std::string prompt_of(const NetworkOwner& network) {
  const bool is_host = network.kind == NetworkOwner::Kind::kHost;
  return "[" + (is_host ? network.id : "task " + network.id.substr(0, 8)) + "] $PWD # ";
}

Result<world::Program> program_of(const task_access::Request& request, const NetworkOwner& network) {
  world::Program program;
  program.argv = request.argv.empty() ? default_shell() : request.argv;
  ENI_TRY(program.argv[0], find_program(program.argv[0]));
  program.environment = {
      {"HOME", "/"}, {"LANG", "C.UTF-8"}, {"PATH", search_path()}, {"PS1", prompt_of(network)}};
  if (!request.terminal_type.empty()) program.environment["TERM"] = request.terminal_type;
  return program;
}

json::object end_message(const world::ProcessEnd& end) {
  return {{"exitCode", end.signal == 0 ? end.exit_code : kKilledBySignal + end.signal}};
}

/// From its start to its end, or the command's.
Task<void> accompany(SessionParts& parts, world::ProcessId process) {
  while (true) {
    const SessionEvent event = co_await parts.connection.events().pop();
    if (event.kind == SessionEvent::Kind::kEnded) {
      if (event.end.world_ended)
        parts.connection.refuse({"the world of the containers has ended, and the program with it", ""});
      else
        parts.connection.send(end_message(event.end));
      co_return;
    }
    const bool is_gone = event.kind == SessionEvent::Kind::kGone;
    const int signal = is_gone ? SIGHUP : task_access::signal_of(event.message.bytes);
    if (signal != 0) {
      auto sending = parts.access.send_signal(process, signal);
      (void)co_await std::move(sending);
    }
    if (is_gone) co_return;
    parts.connection.listen();
  }
}

std::function<void(world::ProcessEnd)> tells_end(const Connection& connection) {
  return [events = connection.events()](const world::ProcessEnd& end) {
    events.push({SessionEvent::Kind::kEnded, {}, end});
  };
}

std::vector<int> terminal_of(const net::Descriptor& terminal) {
  return terminal ? std::vector<int>{terminal.get()} : std::vector<int>{};
}

}  // namespace

Task<Result<void>> run_exec(SessionParts parts) {
  if (parts.request.argv.empty()) co_return Error{"which program is not said", ""};
  ENI_CO_TRY(const ReachableTask task, find_running_task(parts.access, parts.request.task));
  ENI_CO_TRY(const ReachableContainer container, find_running_container(task, parts.request.container));
  ENI_CO_TRY(auto streams, take_streams(std::move(parts.descriptors), parts.request.has_terminal));
  ContainerCommand command{parts.request.argv, parts.request.has_terminal, parts.request.terminal_type,
                           false};
  auto executing = parts.access.exec(task.id, container.name, std::move(command), numbers_of(streams),
                                     tells_end(parts.connection));
  ENI_CO_TRY(world::Executed executed, co_await std::move(executing));
  streams = {};
  parts.connection.send({{"started", true}}, terminal_of(executed.terminal));
  executed.terminal.reset();
  parts.connection.listen();
  auto accompanying = accompany(parts, executed.process);
  co_await std::move(accompanying);
  co_return Result<void>{};
}

Task<Result<void>> run_shell(SessionParts parts) {
  ENI_CO_TRY(const NetworkOwner network, find_network(parts.access, parts.request));
  ENI_CO_TRY(world::Program program, program_of(parts.request, network));
  ENI_CO_TRY(auto streams, take_streams(std::move(parts.descriptors), parts.request.has_terminal));
  TerminalPair terminal;
  program.descriptors = numbers_of(streams);
  if (parts.request.has_terminal) {
    ENI_CO_TRY(terminal, make_terminal());
    program.descriptors.fill(terminal.program_end.get());
  }
  auto starting = parts.access.start(network, std::move(program), tells_end(parts.connection));
  ENI_CO_TRY(const world::ProcessId process, co_await std::move(starting));
  streams = {};
  terminal.program_end.reset();
  parts.connection.send({{"started", true}}, terminal_of(terminal.user_end));
  terminal.user_end.reset();
  parts.connection.listen();
  auto accompanying = accompany(parts, process);
  co_await std::move(accompanying);
  co_return Result<void>{};
}

}  // namespace eni::sandbox::task_engine
