#pragma once
/// The CLI's command line, read in its order: global options anywhere, the command, the operation, the operation's own options.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/hosts/tools/aws/cli_version.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::hosts::tools::aws_cli {

struct GlobalOptions {
  std::optional<std::string> region, output, query, profile, endpoint_url;
  bool paginates = true;
  bool signs = true;
  bool shows_version = false;
};

struct CommandLine {
  GlobalOptions globals;
  std::string command;            ///< "ecs", "s3"; "" with --version
  std::vector<std::string> rest;  ///< all after it that is no global option, in order
};

/// @error  a missing command, a global option without its value, an unknown --output
CliResult<CommandLine> read_command_line(CliVersion version, const std::vector<std::string>& argv);

/// The options of one operation as they were given, before files are read and values understood.
struct GivenOptions {
  /// By the member's name; several values where the member is a list; none for a flag.
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  /// Of boolean members, and of structures of one boolean: --x and --no-x.
  std::map<std::string, bool, std::less<>> flags;
  std::optional<std::string> cli_input_json, max_items, starting_token, page_size;
  std::optional<std::string> outfile;  ///< of operations that answer with a stream
  bool wants_skeleton = false;
};

/// The option of a member: "--account-setting"; booleans also have "--no-…".
std::string option_of(std::string_view member);

/// @param words  after the operation's name
/// @error  missing required options, unknown ones, a wrong number of values
CliResult<GivenOptions> read_options(CliVersion version, const shapes::OperationShape& operation,
                                     const std::vector<std::string>& words);

/// Whether the answer's body is a stream, which the CLI writes into a file.
bool answers_with_stream(const shapes::OperationShape& operation);

}  // namespace eni::sandbox::hosts::tools::aws_cli
