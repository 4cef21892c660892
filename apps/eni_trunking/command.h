#pragma once
/// The command's subcommands: one file and one row each.
#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "client/call_failure.h"

namespace CLI {  // NOLINT(readability-identifier-naming): as CLI11 spells it
class App;
}

namespace eni::command {

/// How eni-trunking ends. Scripts rely on these; README.md documents them.
enum class ExitCode : int {
  kFine = 0,
  kFindings = 1,  ///< it ran, and what it looked at is not as it should be; or it could not do its work here
  kUsage = 2,     ///< or it is not said where AWS is to be called, or as whom: no Region, no credentials
  kRefused = 3,   ///< AWS (or the sandbox) refused, or has nothing of the name that was given
  kUnreachable = 4,  ///< the endpoint cannot be reached
};

/// Where a command writes and what it knows of its place.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool is_interactive = false;   ///< standard output is a terminal: progress and colour are welcome
  std::string program;           ///< path of this executable
  bool err_is_terminal = false;  ///< standard error is one: a display of progress may be drawn over
  std::istream* in = nullptr;    ///< who answers questions that are asked on `err`; null: nobody
  std::vector<std::string> program_words = {};  ///< behind "--", for commands that run a program elsewhere
};

using Run = std::function<ExitCode()>;

struct Command {
  std::string_view name;
  std::string_view summary;
  /// Declares the options on `app` and returns what runs once they are parsed.
  Run (*declare)(CLI::App& app, Terminal& terminal);
  bool runs_program = false;  ///< what stands behind "--" is a program's: Terminal::program_words
};

/// Declares the commands of a command, `app`, one of which has to be given.
/// @param commands  last as long as the program
Run declare_commands(CLI::App& app, Terminal& terminal, std::span<const Command> commands);

/// In the order of the help text.
std::span<const Command> all_commands();

/// The program above `command` with all commands declared, for those that tell about the others: a start declares only the one that it
/// runs. To be called once.
const CLI::App& declare_others(CLI::App& command, Terminal& terminal);

/// Writes a paragraph to standard error: broken at 80 columns if that is a terminal, else as one line for programs that search it.
void tell(Terminal& terminal, const std::string& text, std::size_t indent = 0);

/// Tells `eni-trunking: MESSAGE` and the hint, and returns `code`.
ExitCode fail(Terminal& terminal, const Error& error, ExitCode code = ExitCode::kFindings);

/// How a command ends that such a failure stops.
ExitCode exit_code_of(const client::CallFailure& failure);

/// The same of a call of AWS that gave nothing, with that code.
ExitCode fail(Terminal& terminal, const client::CallFailure& failure);

/// Parses, runs and returns the exit code; help, usage errors and "did you mean" included.
int run_command_line(int argc, const char* const* argv, Terminal& terminal);

Run declare_capture(CLI::App& app, Terminal& terminal);
Run declare_completion(CLI::App& app, Terminal& terminal);
Run declare_demo(CLI::App& app, Terminal& terminal);
Run declare_deploy(CLI::App& app, Terminal& terminal);
Run declare_destroy(CLI::App& app, Terminal& terminal);
Run declare_disable(CLI::App& app, Terminal& terminal);
Run declare_enable(CLI::App& app, Terminal& terminal);
Run declare_density(CLI::App& app, Terminal& terminal);
Run declare_doctor(CLI::App& app, Terminal& terminal);
Run declare_exec(CLI::App& app, Terminal& terminal);
Run declare_fleet(CLI::App& app, Terminal& terminal);
Run declare_iac(CLI::App& app, Terminal& terminal);
Run declare_image(CLI::App& app, Terminal& terminal);
Run declare_logs(CLI::App& app, Terminal& terminal);
Run declare_man_pages(CLI::App& app, Terminal& terminal);
Run declare_plan(CLI::App& app, Terminal& terminal);
Run declare_rollout(CLI::App& app, Terminal& terminal);
Run declare_sandbox(CLI::App& app, Terminal& terminal);
Run declare_shell(CLI::App& app, Terminal& terminal);
Run declare_status(CLI::App& app, Terminal& terminal);
Run declare_version(CLI::App& app, Terminal& terminal);

}  // namespace eni::command
