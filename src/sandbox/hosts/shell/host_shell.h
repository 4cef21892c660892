#pragma once
/// A host's files and shell during one boot: a jail of the machine's own programs, in which scripts really run, with the tools
/// and the metadata service that they would find on AWS.
#include <memory>
#include <optional>
#include <string>

#include "sandbox/hosts/boot_plan.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/hosts/shell/host_layout.h"
#include "sandbox/hosts/tools/host_services.h"
#include "sandbox/isolation/jail.h"

namespace eni::sandbox::hosts {

struct ScriptEnd {
  int status = 0;  ///< as a shell tells it: 128 + N for a signal N
  /// Why what the host of AWS would have done from here on is not known, or never happens: a command that the user's machine has
  /// not, a command that waits for the script's own end, a limit.
  std::optional<std::string> stopped_by = {};
};

class HostShell {
 public:
  /// @param machine, services  outlive the shell
  /// @error  why there is no jail
  static Task<Result<std::unique_ptr<HostShell>>> open(Environment& env, isolation::Jails& jails,
                                                       const Machine& machine, tools::HostServices& services,
                                                       std::string settings);
  virtual ~HostShell() = default;

  /// Runs a script to its end; its output is on the console.
  virtual Task<ScriptEnd> run(ScriptToRun script) = 0;
  virtual Task<Result<void>> write(FileToWrite file) = 0;
  /// /etc/ecs/ecs.config; "" if there is none.
  virtual Task<std::string> settings() = 0;
  /// Ends all programs and calls of tools, as the machine's power does: nothing more comes from them, and run() does not return.
  /// Not to be called from within a call of a tool.
  /// @return  /etc/ecs/ecs.config as the script that runs has left it; nothing if none runs, which is so for milliseconds only
  virtual Task<std::optional<std::string>> power_off() = 0;
};

}  // namespace eni::sandbox::hosts
