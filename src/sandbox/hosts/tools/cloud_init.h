#pragma once
/// The command cloud-init: `query` and `status`.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

/// The instance data that scripts ask for. @return  {"v1": …, "ds": {"meta_data": …}, …}
json::object instance_data(const ToolCall& call);

Task<int> run_cloud_init(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
