#pragma once
/// The AWS CLI.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

/// Every operation of the sandbox's services, with the options, checks, texts and exit codes of the CLI that the host's image
/// has; `s3`, `configure` and waiters besides. Other services are refused as a choice that the CLI has not.
Task<int> run_aws(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
