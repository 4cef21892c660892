#pragma once
/// ec2-metadata, the script of Amazon Linux that prints the instance's metadata.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

/// Source: Amazon Linux, ec2-utils, ec2-metadata. As there, it takes a token itself, so HttpTokens does not matter to it.
Task<int> run_ec2_metadata(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
