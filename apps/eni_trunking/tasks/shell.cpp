/// `eni-trunking shell`: a program of this machine in the network of a host or task.
#include <CLI/App.hpp>
#include <memory>

#include "eni_trunking/tasks/program_session.h"
#include "eni_trunking/tasks/task_options.h"

namespace eni::command {

namespace {

struct ShellOptions {
  std::string endpoint_url;
  std::string kind;
  std::string id;
};

ExitCode shell(Terminal& terminal, const ShellOptions& options) {
  task_access::Request request{.action = task_access::Action::kShell, .argv = terminal.program_words};
  (options.kind == "host" ? request.host : request.task) = options.id;
  return run_program_command(terminal, options.endpoint_url, std::move(request));
}

}  // namespace

Run declare_shell(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<ShellOptions>();
  app.add_option("KIND", options->kind, "host or task")->required()->check(CLI::IsMember({"host", "task"}));
  app.add_option("ID", options->id, "The instance's or the task's, or the beginning of one; a task's ARN")
      ->required();
  declare_sandbox_endpoint(app, options->endpoint_url);
  app.footer(
      std::string(kTasksFooter) +
      "Programs are this machine's: ip, ss, ping, curl, tcpdump. They see the network and, read-only, the "
      "programs of this machine, but none of your files; a shell if none is named. The exit code is the "
      "program's; 128 and more: a signal.\n"
      "Examples:\n"
      "  eni-trunking shell host i-0123 -- ip -d link\n"
      "  eni-trunking shell task 1a2b -- curl http://10.0.1.12");
  return [options, &terminal] { return shell(terminal, *options); };
}

}  // namespace eni::command
