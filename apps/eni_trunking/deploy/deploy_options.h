#pragma once
/// What `deploy` is told, and what it makes of it before it calls AWS. Pure but for the embedded template.
#include <map>
#include <string>
#include <vector>

#include "eni_trunking/deploy/stack_command.h"

namespace eni::command {

struct DeployOptions : StackOptions {
  std::string architecture;  ///< empty: the stack's, or else x86_64
  std::string role;  ///< an existing one, name or ARN; empty: the stack's, or else one that the stack makes
  bool fix = false;
  bool no_execute = false;
  std::vector<std::string> parameters;  ///< Key=Value
  std::vector<std::string> tags;        ///< Key=Value
  std::string output = "table";
};

/// "Key=Value" texts by their keys. @param option  named in errors: "--tags"
/// @error  no "=", no key, a key twice
Result<std::map<std::string, std::string>> read_pairs(const std::vector<std::string>& texts,
                                                      std::string_view option);

/// The template's parameters that users may give by --parameters: all but those that are options of their own.
std::vector<std::string> free_parameters();

/// --parameters as a map.
/// @error  as read_pairs(); one that the template does not have; a value that breaks the template's constraints, in CloudFormation's words
Result<std::map<std::string, std::string>> read_parameters(const std::vector<std::string>& texts);

/// What a deployment gives the stack's parameters.
struct ChosenParameters {
  std::map<std::string, std::string> given;
  std::vector<std::string> kept;  ///< as the stack has them
  std::string architecture;
};

/// @param existing  the stack's parameters; empty: it is made
/// @param given     by --parameters
/// @param role_arn  of the existing role; empty: not given
/// @error  another architecture than the stack has: its custom resource cannot change its function
Result<ChosenParameters> choose_parameters(const std::map<std::string, std::string>& existing,
                                           std::map<std::string, std::string> given,
                                           const std::string& architecture, const std::string& role_arn);

}  // namespace eni::command
