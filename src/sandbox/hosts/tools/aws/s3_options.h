#pragma once
/// The options of `aws s3`.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/tools/aws/usage.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// The options that matter; those with a value that only describe the object are read and dropped.
struct S3Options {
  std::vector<std::string> paths;
  bool is_recursive = false;
  bool is_quiet = false;
  bool is_dry_run = false;
  bool deletes = false;  ///< sync --delete
  struct Filter {
    bool includes;
    std::string pattern;
  };
  std::vector<Filter> filters;
};

/// @param words  behind the subcommand
/// @error  one that the CLI does not know, or whose value is missing
CliResult<S3Options> read_s3_options(CliVersion version, const std::vector<std::string>& words);

/// Whether the filters take a file or an object of that name: the last one that matches decides. Patterns have * and ?, and a * takes
/// slashes, too.
bool is_wanted(const S3Options& options, std::string_view name);

}  // namespace eni::sandbox::hosts::tools::aws_cli
