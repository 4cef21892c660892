#pragma once
/// Which AWS CLI a host has, and how the two differ in their endings.
/// Source: AWS CLI Command Reference, "Return codes"; awscli 1.x, clidriver.py.
#include <string_view>

#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts::tools::aws_cli {

enum class CliVersion : std::uint8_t { kV1, kV2 };

/// Amazon Linux 2 has version 1, all others version 2.
inline CliVersion cli_version(const Machine& machine) {
  return machine.image->os == "Amazon Linux 2" ? CliVersion::kV1 : CliVersion::kV2;
}

/// What went wrong; the exit code follows from it and from the version.
enum class Failure : std::uint8_t {
  kUsage,          ///< what the parser of the command line refuses
  kUnknownOption,  ///< and values that do not fit their options
  kConfiguration,  ///< no region, no credentials
  kService,        ///< the service answered with an error
  kGeneral,
};

constexpr int exit_code(CliVersion version, Failure failure) {
  if (version == CliVersion::kV1) return failure == Failure::kUsage ? 2 : 255;
  switch (failure) {
    case Failure::kUsage:
    case Failure::kUnknownOption:
      return 252;
    case Failure::kConfiguration:
      return 253;
    case Failure::kService:
      return 254;
    case Failure::kGeneral:
      return 255;
  }
  return 255;
}

/// How a command of the CLI fails: what it prints on its standard error, and what sort of ending it is.
struct CliError {
  Failure failure = Failure::kGeneral;
  std::string message;  ///< without the empty line before it
};

template <class T>
using CliResult = Result<T, CliError>;

}  // namespace eni::sandbox::hosts::tools::aws_cli
