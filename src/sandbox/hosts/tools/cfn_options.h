#pragma once
/// What the CloudFormation helper scripts have in common: their options, and how they ask CloudFormation.
#include <map>
#include <string>

#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

struct CfnOptions {
  std::map<std::string, std::string, std::less<>> values;  ///< by their long names: "--stack"
  std::vector<std::string> words;

  std::string text(std::string_view name) const;
  bool has(std::string_view name) const { return values.contains(name); }
};

/// @error  "no such option: --x", as the scripts' parser says
Result<CfnOptions> read_cfn_options(const std::vector<std::string>& argv);

/// The metadata of a stack's resource.
Task<ApiResult<json::value>> read_resource_metadata(ToolCall& call, const CfnOptions& options);

/// Calls CloudFormation in --region. An instance of the stack, or of a group of the stack, needs no permission: CloudFormation
/// knows it by its identity document. Any other calls as its role.
/// Source: AWS CloudFormation User Guide, "CloudFormation helper scripts reference", permissions.
Task<ApiResult<Reply>> call_cloudformation(ToolCall& call, const CfnOptions& options, std::string operation,
                                           json::object params);

}  // namespace eni::sandbox::hosts::tools
