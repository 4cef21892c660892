/// `eni-trunking exec`: a program in a container that runs.
#include <CLI/App.hpp>
#include <memory>

#include "eni_trunking/tasks/program_session.h"
#include "eni_trunking/tasks/task_options.h"

namespace eni::command {

namespace {

struct ExecOptions {
  std::string endpoint_url;
  std::string task;
  std::string container;
};

ExitCode exec(Terminal& terminal, const ExecOptions& options) {
  if (terminal.program_words.empty())
    return fail(terminal,
                {"which program is not said", "it stands behind --: eni-trunking exec " + options.task +
                                                  (options.container.empty() ? "" : " " + options.container) +
                                                  " -- sh"},
                ExitCode::kUsage);
  return run_program_command(terminal, options.endpoint_url,
                             {.action = task_access::Action::kExec,
                              .task = options.task,
                              .container = options.container,
                              .argv = terminal.program_words});
}

}  // namespace

Run declare_exec(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<ExecOptions>();
  declare_task_and_container(app, options->task, options->container);
  declare_sandbox_endpoint(app, options->endpoint_url);
  app.footer(
      std::string(kTasksFooter) +
      "The program has the container's files, environment, user and limits, and a terminal if standard input "
      "and output are one. Its exit code is this command's; 128 and more: a signal.\n"
      "Examples:\n"
      "  eni-trunking exec 1a2b -- sh\n"
      "  eni-trunking exec 1a2b web -- cat /etc/hosts");
  return [options, &terminal] { return exec(terminal, *options); };
}

}  // namespace eni::command
