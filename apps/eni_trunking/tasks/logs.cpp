/// `eni-trunking logs`: what a container has written.
#include <CLI/App.hpp>
#include <array>
#include <memory>
#include <ostream>
#include <poll.h>
#include <unistd.h>

#include "eni_trunking/tasks/task_options.h"

namespace eni::command {

namespace {

struct LogsOptions {
  std::string endpoint_url;
  std::string task;
  std::string container;
  bool follows = false;
};

/// @return  whether there may be more
bool print_some(Terminal& terminal, net::Descriptor& text) {
  std::array<char, 16384> piece{};
  const ssize_t size = read(text.get(), piece.data(), piece.size());
  if (size <= 0) return false;
  terminal.out.write(piece.data(), size);
  terminal.out.flush();
  return true;
}

void tell_skipped(Terminal& terminal, std::uint64_t lines) {
  if (lines > 0) tell(terminal, "(" + std::to_string(lines) + " lines before these are not kept)");
}

/// Both in the order in which they come: text, and what is said of it. Until both have ended; then how the container has.
ExitCode print_log(Terminal& terminal, const ControlConnection& connection) {
  net::Descriptor text;
  bool has_ended = false;
  std::vector<std::string> notices;
  while (!has_ended || text) {
    std::array<pollfd, 2> waits{pollfd{has_ended ? -1 : connection.descriptor(), POLLIN, 0},
                                pollfd{text.get(), POLLIN, 0}};
    if (poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[1].revents != 0 && !print_some(terminal, text)) text.reset();
    if (waits[0].revents == 0) continue;
    auto answer = connection.receive();
    if (answer.has_error()) return fail(terminal, answer.error());
    if (!answer->descriptors.empty()) text = std::move(answer->descriptors.front());
    tell_skipped(terminal, answer->skipped_lines);
    if (!answer->notice.empty()) notices.push_back(std::move(answer->notice));
    has_ended = answer->exit_code.has_value();
  }
  for (const std::string& notice : notices) tell(terminal, "(" + notice + ")");
  return ExitCode::kFine;
}

ExitCode logs(Terminal& terminal, const LogsOptions& options) {
  auto connection = ask_control(options.endpoint_url, {.action = task_access::Action::kLogs,
                                                       .task = options.task,
                                                       .container = options.container,
                                                       .follows = options.follows});
  if (connection.has_error()) return fail(terminal, connection.error());
  return print_log(terminal, *connection);
}

}  // namespace

Run declare_logs(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<LogsOptions>();
  declare_task_and_container(app, options->task, options->container);
  app.add_flag("--follow,-f", options->follows, "Goes on until the container ends; at once, if it has");
  declare_sandbox_endpoint(app, options->endpoint_url);
  app.footer(
      std::string(kTasksFooter) +
      "The last 256 KiB that it has written, whatever its log driver, while its task runs and for an "
      "hour after that, with how it ended on standard error. Of stopped tasks 32 MiB are kept in all, and "
      "nothing when the sandbox ends.\n"
      "Examples:\n"
      "  eni-trunking logs 1a2b\n"
      "  eni-trunking logs 1a2b web --follow");
  return [options, &terminal] { return logs(terminal, *options); };
}

}  // namespace eni::command
