#pragma once
/// What the commands that reach into tasks of a sandbox are told.
#include <string>

#include "base/result.h"
#include "eni_trunking/command.h"
#include "eni_trunking/tasks/control_connection.h"

namespace eni::command {

/// What is said of each of them in its help.
inline constexpr const char* kTasksFooter =
    "For a sandbox on this machine that runs containers (eni-trunking sandbox --run auto), as its user.\n";

void declare_sandbox_endpoint(CLI::App& app, std::string& endpoint_url);

/// TASK and [CONTAINER].
void declare_task_and_container(CLI::App& app, std::string& task, std::string& container);

/// Connects to the sandbox that the option, AWS_ENDPOINT_URL or the default names, and asks.
Result<ControlConnection, SandboxFailure> ask_control(const std::string& endpoint_url,
                                                      const task_access::Request& request,
                                                      const std::vector<int>& descriptors = {});

}  // namespace eni::command
