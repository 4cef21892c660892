#pragma once
/// One call of a tool that hosts of AWS have and the machine of the sandbox's user has not. A script of user data runs in a
/// jail; a program of the tool's name there passes the call on, and prints what the tool prints.
///
/// Abstract: over the jail's socket in the sandbox, in memory in tests.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "sandbox/gateway/call.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/hosts/tools/host_services.h"

namespace eni::sandbox::hosts::tools {

/// How a command ended that a tool started.
struct CommandEnd {
  int exit_code = 0;   ///< 128 + N if a signal N killed it
  std::string output;  ///< of both its outputs, bounded
};

/// A command for the host's /bin/sh.
struct ShellCommand {
  std::string text;                                     ///< for `sh -c`
  std::string directory = {};                           ///< "": the call's own
  std::map<std::string, std::string> environment = {};  ///< besides the call's own
};

class ToolCall {
 public:
  ToolCall(Environment& environment_of_sandbox, const Machine& its_machine, HostServices& its_services)
      : env{environment_of_sandbox}, machine{its_machine}, services{its_services} {}
  virtual ~ToolCall() = default;
  ToolCall(const ToolCall&) = delete;
  ToolCall& operator=(const ToolCall&) = delete;

  std::vector<std::string> argv;  ///< argv[0] as it was called: "aws", "/opt/aws/bin/cfn-init"
  std::map<std::string, std::string> environment;
  std::string directory = "/";

  Environment& env;
  const Machine& machine;
  HostServices& services;

  /// Paths of files are the host's; relative ones are taken from `directory`.
  /// @error  strerror's words: "No such file or directory"
  virtual Task<Result<std::string>> read_file(std::string path) = 0;
  /// Makes the folders above it; `mode` is 0644 and the like, of a file that is there already as well.
  virtual Task<Result<void>> write_file(std::string path, std::string bytes, unsigned mode) = 0;
  /// All files below a folder, as paths relative to it, in order. @error  as of read_file, and for what is no folder
  virtual Task<Result<std::vector<std::string>>> list_files(std::string folder) = 0;
  /// Removes a file; one that is not there is no error.
  virtual Task<Result<void>> remove_file(std::string path) = 0;
  /// All of the standard input, bounded.
  virtual Task<std::string> read_input() = 0;
  /// Runs it in the host, with no input.
  virtual Task<CommandEnd> run_command(ShellCommand command) = 0;
  /// For a command that waits for what waits for it, such as `systemctl start ecs` in user data. Never goes on; whoever runs
  /// the call may end the script's processes, and the host does not get past this point.
  virtual Task<void> wait_in_vain(std::string reason) = 0;

  virtual void out(std::string_view text) = 0;
  virtual void err(std::string_view text) = 0;
};

}  // namespace eni::sandbox::hosts::tools
