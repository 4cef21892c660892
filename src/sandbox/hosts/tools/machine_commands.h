#pragma once
/// Small commands that concern the machine as a whole.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

/// At the sandbox's own pace it returns at once: nothing that a script waits for takes time there.
Task<int> run_sleep(ToolCall& call);
Task<int> run_hostname(ToolCall& call);
Task<int> run_hostnamectl(ToolCall& call);
/// shutdown, reboot, poweroff, halt: noted for when the user data is over.
Task<int> run_shutdown(ToolCall& call);
/// To the console.
Task<int> run_logger(ToolCall& call);
/// info, version, ps and images of an engine without containers; all that would run one is refused by name.
Task<int> run_docker(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
