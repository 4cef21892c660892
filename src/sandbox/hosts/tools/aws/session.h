#pragma once
/// Where the CLI finds its Region and its credentials, and how it calls a service.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/hosts/tools/aws/command_line.h"
#include "sandbox/hosts/tools/aws/ini_file.h"
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// The home of who has no HOME in the environment.
constexpr std::string_view kRootHome = "/root";

/// The folder of the CLI's files, "~/.aws" of whoever runs it.
std::string settings_folder(const ToolCall& call);
std::string config_path(const ToolCall& call);
std::string credentials_path(const ToolCall& call);

/// One run of the CLI.
class Session {
 public:
  Session(ToolCall& call, GlobalOptions globals);

  /// Reads the CLI's files. @error  "The config profile (NAME) could not be found"
  Task<CliResult<void>> open();

  CliVersion version() const { return version_; }
  ToolCall& tool() const { return call_; }
  const GlobalOptions& globals() const { return globals_; }
  std::string output_format() const;

  /// Of --region, the environment, the profile, and for version 2 the instance's metadata.
  /// @error  "You must specify a region. …", or that the text is no Region's name
  CliResult<aws::Region> region(std::string_view service) const;

  /// Calls as whom the credentials belong to: those of the environment, the files, the instance's role.
  /// @error  no Region, no credentials, no way to the endpoint, or the service's error in the CLI's words
  Task<CliResult<Reply>> call(std::string service, std::string operation, json::object params,
                              std::string body = {});

 private:
  Task<CliResult<Principal>> principal(std::string service, std::string operation);
  std::string setting(std::string_view name) const;
  std::string environment(std::string_view name) const;
  CliResult<void> check_endpoint(std::string_view service, const aws::Region& region) const;

  ToolCall& call_;
  GlobalOptions globals_;
  CliVersion version_;
  IniSection profile_;
};

/// The message as the CLI prints it: after an empty line, with its end of line. @return  the exit code
int report(ToolCall& call, CliVersion version, const CliError& error);

}  // namespace eni::sandbox::hosts::tools::aws_cli
