#pragma once
/// cfn-signal: tells CloudFormation how the host's set-up has ended.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

/// By SignalResource for --stack and --resource, or by a PUT to the URL of a wait condition's handle. Who has no other id signals
/// as the instance.
Task<int> run_cfn_signal(ToolCall& call);

/// cfn-hup looks for changed metadata every quarter of an hour; in the sandbox it starts and never acts.
Task<int> run_cfn_hup(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
