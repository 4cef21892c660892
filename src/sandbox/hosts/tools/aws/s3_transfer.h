#pragma once
/// S3's operations as `aws s3` calls them, and the places that it names: s3://BUCKET/KEY, or files.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/tools/aws/commands.h"
#include "sandbox/hosts/tools/aws/s3_options.h"

namespace eni::sandbox::hosts::tools::aws_cli {

inline constexpr std::string_view kS3Scheme = "s3://";

struct S3Location {
  std::string bucket, key;
};

bool is_s3(std::string_view path);
/// Of a path that is_s3.
S3Location location_of(std::string_view path);
/// "s3://BUCKET/KEY"
std::string url(const S3Location& at);

struct S3Entry {
  std::string key;
  std::int64_t size = 0;
  std::string modified;
};

/// What a subcommand works with. Lives until its task has ended.
class S3Transfer {
 public:
  S3Transfer(Session& session, const S3Options& options) : session_{session}, options_{options} {}

  Task<CliResult<Reply>> call(std::string operation, json::object params, std::string body = {}) {
    return session_.call("s3", std::move(operation), std::move(params), std::move(body));
  }

  /// @param folders  takes the common prefixes of what is below; null: objects of all depths
  Task<CliResult<std::vector<S3Entry>>> list(S3Location at, std::vector<std::string>* folders);

  /// @return  the bytes. @error  the HEAD's 404 is worded by the CLI itself
  Task<CliResult<std::string>> get(S3Location at);

  Task<CliResult<void>> put(S3Location at, std::string bytes);

  Task<CliResult<void>> remove(S3Location at);

  ToolCall& tool() const { return session_.tool(); }
  Session& session() const { return session_; }
  const S3Options& options() const { return options_; }
  void say(const std::string& line) const {
    if (!options_.is_quiet) tool().out((options_.is_dry_run ? "(dryrun) " : "") + line + "\n");
  }

 private:
  Session& session_;
  const S3Options& options_;
};

/// Says what failed. @return  1, whatever the reason, of what failed on its way; else what the CLI exits with
int ended_badly(const S3Transfer& transfer, const CliError& error, const std::string& what = {});

}  // namespace eni::sandbox::hosts::tools::aws_cli
