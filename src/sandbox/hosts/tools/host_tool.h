#pragma once
/// The tools of a host, one row each: where a script finds them and what they do.
#include <span>
#include <string_view>

#include "base/task.h"
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

struct HostTool {
  /// Where the host has it; the last part is its name.
  std::span<const std::string_view> paths;
  /// @return  the exit code. The call outlives the task.
  Task<int> (*run)(ToolCall& call);
  /// Whether an image has it. The image's own absence of a command matters: `start ecs` on Amazon Linux 2023.
  bool (*is_on)(const Machine& machine);
};

/// All of them; a jail of `machine` shows those whose is_on() holds.
std::span<const HostTool> host_tools();

/// The tool that a host has at `path`, or by a name alone; null if there is none.
const HostTool* find_tool(std::string_view path_or_name);

}  // namespace eni::sandbox::hosts::tools
