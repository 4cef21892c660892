#include "sandbox/hosts/tools/aws/s3_options.h"

#include <algorithm>
#include <span>

#include "base/glob.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr std::string_view kFlags[] = {"--recursive",
                                       "--quiet",
                                       "--only-show-errors",
                                       "--no-progress",
                                       "--dryrun",
                                       "--delete",
                                       "--human-readable",
                                       "--summarize",
                                       "--exact-timestamps",
                                       "--size-only",
                                       "--no-guess-mime-type",
                                       "--force",
                                       "--follow-symlinks",
                                       "--no-follow-symlinks"};
constexpr std::string_view kWithValue[] = {"--exclude", "--include", "--source-region", "--page-size"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

CliResult<S3Options> read_s3_options(CliVersion version, const std::vector<std::string>& words) {
  S3Options options;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!word.starts_with("--")) {
      options.paths.push_back(word);
    } else if (is_one_of(kFlags, word)) {
      options.is_recursive |= word == "--recursive";
      options.is_quiet |= word == "--quiet" || word == "--only-show-errors";
      options.is_dry_run |= word == "--dryrun";
      options.deletes |= word == "--delete";
    } else if (is_one_of(kWithValue, word)) {
      if (++at == words.size()) return usage_error(version, "argument " + word + ": expected one argument");
      if (word == "--exclude" || word == "--include")
        options.filters.push_back({word == "--include", words[at]});
    } else {
      return CliError{Failure::kUnknownOption, "Unknown options: " + word};
    }
  }
  return options;
}

bool is_wanted(const S3Options& options, std::string_view name) {
  bool wanted = true;
  for (const auto& filter : options.filters)
    if (glob_matches(filter.pattern, name, {'*', '?', {}})) wanted = filter.includes;
  return wanted;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
