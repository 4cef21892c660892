#pragma once
/// cfn-init: brings a host into the state that AWS::CloudFormation::Init in a resource's metadata describes.
///
/// Of a config in this order: packages, groups, users, sources, files, commands, services. Sources, users and groups are refused
/// by name, and so is a file from another place than S3 in the sandbox: what is not done is never taken for done.
/// Source: AWS CloudFormation User Guide, "AWS::CloudFormation::Init" and "cfn-init".
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

Task<int> run_cfn_init(ToolCall& call);
/// Prints the metadata, or what is at --key.
Task<int> run_cfn_get_metadata(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
