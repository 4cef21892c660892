#pragma once
/// The CLI's texts about its usage.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/tools/aws/cli_version.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// "aws: error: MESSAGE" below the usage, as the parser of the command line refuses.
CliError usage_error(CliVersion version, std::string_view message);
/// "Unknown options: …" below the usage.
CliError unknown_options(const std::vector<std::string>& options);
/// "argument NAME: Invalid choice, valid choices are:" with the choices in two columns.
CliError invalid_choice(CliVersion version, std::string_view argument, std::string_view given,
                        const std::vector<std::string>& choices);
/// "Error parsing parameter '--OPTION': REASON".
CliError bad_parameter(std::string_view option, std::string_view reason);

}  // namespace eni::sandbox::hosts::tools::aws_cli
