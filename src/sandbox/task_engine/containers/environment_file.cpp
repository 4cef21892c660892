#include "sandbox/task_engine/containers/environment_file.h"

#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

/// A line with its end has to fit. Source: Go, bufio.MaxScanTokenSize.
constexpr std::size_t kMaxLineBytes = 64 * 1024;

/// Of a variable, with the zero at its end. Source: execve(2), MAX_ARG_STRLEN.
constexpr std::size_t kMaxStringBytes = 128 * 1024;

bool take_room(std::size_t string_bytes, std::size_t& left) {
  const std::size_t bytes = string_bytes + sizeof(char*);
  if (string_bytes > kMaxStringBytes || bytes > left) return false;
  left -= bytes;
  return true;
}

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<std::map<std::string, std::string>> read_environment_file(std::string_view text, std::size_t& left) {
  std::map<std::string, std::string> variables;
  while (!text.empty()) {
    const std::size_t before = text.size();
    const std::string_view line = take_line(text);
    if (before - text.size() > kMaxLineBytes) return Error{"bufio.Scanner: token too long", ""};
    const auto at = line.find('=');
    if (line.starts_with('#') || at == std::string_view::npos || at == 0 || at + 1 == line.size()) continue;
    std::string name = to_valid_utf8(line.substr(0, at));
    std::string value = to_valid_utf8(line.substr(at + 1));
    // With its "=" and the zero at its end.
    if (!take_room(name.size() + value.size() + sizeof("="), left))
      return Error{"argument list too long", ""};
    variables[std::move(name)] = std::move(value);
  }
  return variables;
}

Result<S3Object> read_s3_arn(const std::string& arn) {
  constexpr std::string_view kArn = "arn:";
  constexpr std::string_view kService = ":s3:::";
  const auto service = arn.find(kService);
  const auto bucket = service + kService.size();
  const auto slash = service == std::string::npos ? service : arn.find('/', bucket);
  if (!arn.starts_with(kArn) || slash == std::string::npos || service == kArn.size() ||
      arn.find(':', kArn.size()) != service || slash == bucket || slash + 1 == arn.size())
    return Error{"invalid s3 arn: " + arn, ""};
  return S3Object{arn.substr(bucket, slash - bucket), arn.substr(slash + 1)};
}

}  // namespace eni::sandbox::task_engine
