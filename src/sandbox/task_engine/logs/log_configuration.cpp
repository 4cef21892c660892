#include "sandbox/task_engine/logs/log_configuration.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/task_engine/logs/multiline_pattern.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::int64_t kMaxFlushSeconds = 3'600;
constexpr std::int64_t kMaxBufferedEvents = 1'000'000;
constexpr std::uint64_t kMaxBufferBytes = std::uint64_t{256} << 20;
constexpr std::uint64_t kMaxFiles = 1'000;

Error cannot_log(const std::string& text) { return {"failed to initialize logging driver: " + text, ""}; }

struct Option {
  std::string_view name;
  bool is_supported = true;
};

constexpr Option kCommonOptions[] = {{"mode"}, {"max-buffer-size"}};
constexpr Option kAwslogsOptions[] = {{"awslogs-group"},
                                      {"awslogs-region"},
                                      {"awslogs-stream"},
                                      {"awslogs-stream-prefix"},
                                      {"awslogs-create-group"},
                                      {"awslogs-datetime-format"},
                                      {"awslogs-multiline-pattern"},
                                      {"awslogs-force-flush-interval-seconds"},
                                      {"awslogs-max-buffered-events"},
                                      {"awslogs-endpoint", false},
                                      {"awslogs-credentials-endpoint", false},
                                      {"awslogs-format", false},
                                      {"tag", false}};
constexpr Option kJsonFileOptions[] = {
    {"max-size"},   {"max-file"},         {"compress", false}, {"labels", false}, {"labels-regex", false},
    {"env", false}, {"env-regex", false}, {"tag", false}};

template <std::size_t kSize>
const Option* find_option(const Option (&options)[kSize], std::string_view name) {
  const auto* found = std::find_if(std::begin(options), std::end(options),
                                   [name](const Option& option) { return option.name == name; });
  return found == std::end(options) ? nullptr : found;
}

template <std::size_t kSize>
Result<void> check_options(const json::object& options, const Option (&known)[kSize],
                           const std::string& driver) {
  for (const auto& [name, value] : options) {
    if (find_option(kCommonOptions, name)) continue;
    const Option* option = find_option(known, name);
    if (!option) return cannot_log("unknown log opt '" + excerpt(name) + "' for " + driver + " log driver");
    if (!option->is_supported)
      return cannot_log("log opt '" + std::string(name) + "' is not supported by the sandbox");
  }
  return {};
}

/// As Go reads one. Source: strconv.ParseBool.
std::optional<bool> parse_flag(std::string_view text) {
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"})
    if (text == yes) return true;
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"})
    if (text == no) return false;
  return std::nullopt;
}

Result<void> read_mode(const json::object& options, LogMode default_mode, LogConfiguration& out) {
  const std::string mode = text_at(options, "mode");
  out.mode = default_mode;
  if (mode == "blocking") out.mode = LogMode::kBlocking;
  if (mode == "non-blocking") out.mode = LogMode::kNonBlocking;
  if (!mode.empty() && mode != "blocking" && mode != "non-blocking")
    return cannot_log("logger: logging mode not supported: " + excerpt(mode));
  const std::string size = text_at(options, "max-buffer-size");
  if (size.empty()) return {};
  if (out.mode == LogMode::kBlocking)
    return cannot_log("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
  const auto bytes = parse_size(size);
  if (!bytes || *bytes == 0 || *bytes > kMaxBufferBytes)
    return cannot_log("error parsing option max-buffer-size: invalid size: '" + excerpt(size) + "'");
  out.max_buffer_bytes = *bytes;
  return {};
}

Result<void> read_positive(const json::object& options, const char* name, std::int64_t last,
                           std::uint64_t& number) {
  const std::string text = text_at(options, name);
  if (text.empty()) return {};
  const auto value = parse_integer(text);
  if (!value || *value < 1 || *value > last)
    return cannot_log(std::string("must specify a positive integer for log opt '") + name +
                      "': " + excerpt(text));
  number = static_cast<std::uint64_t>(*value);
  return {};
}

Result<void> read_multiline(const json::object& options, AwslogsOptions& out) {
  const std::string format = text_at(options, "awslogs-datetime-format");
  out.multiline_pattern = text_at(options, "awslogs-multiline-pattern");
  if (!format.empty() && !out.multiline_pattern.empty()) {
    return cannot_log(
        "you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same "
        "time");
  }
  if (!format.empty()) {
    auto pattern = datetime_pattern(format);
    if (!pattern) return cannot_log(pattern.error().message);
    out.multiline_pattern = *std::move(pattern);
  }
  if (out.multiline_pattern.empty()) return {};
  const auto compiled = MultilinePattern::compile(out.multiline_pattern);
  if (!compiled) return cannot_log(compiled.error().message);
  return {};
}

Result<void> read_awslogs(const json::object& options, AwslogsOptions& out) {
  ENI_CHECK(check_options(options, kAwslogsOptions, "awslogs"));
  out.group = text_at(options, "awslogs-group");
  if (out.group.empty()) return cannot_log("must specify a value for log opt 'awslogs-group'");
  out.region = text_at(options, "awslogs-region");
  if (out.region.empty()) return cannot_log("must specify a value for log opt 'awslogs-region'");
  out.stream = text_at(options, "awslogs-stream");
  out.stream_prefix = text_at(options, "awslogs-stream-prefix");
  const std::string create = text_at(options, "awslogs-create-group");
  const auto flag = create.empty() ? std::optional{false} : parse_flag(create);
  if (!flag)
    return cannot_log("must specify valid value for log opt 'awslogs-create-group': " + excerpt(create));
  out.create_group = *flag;
  std::uint64_t seconds = 5;
  ENI_CHECK(read_positive(options, "awslogs-force-flush-interval-seconds", kMaxFlushSeconds, seconds));
  out.flush_interval = std::chrono::seconds{seconds};
  ENI_CHECK(
      read_positive(options, "awslogs-max-buffered-events", kMaxBufferedEvents, out.max_buffered_events));
  return read_multiline(options, out);
}

Result<void> read_json_file(const json::object& options, JsonFileOptions& out) {
  ENI_CHECK(check_options(options, kJsonFileOptions, "json-file"));
  const std::string size = text_at(options, "max-size");
  if (!size.empty()) {
    const auto bytes = parse_size(size);
    if (!bytes || *bytes == 0) return cannot_log("max-size must be a positive number");
    out.max_bytes = *bytes;
  }
  const std::string files = text_at(options, "max-file");
  if (files.empty()) return {};
  const auto count = parse_integer(files);
  if (!count || *count < 1) return cannot_log("max-file cannot be less than 1");
  out.max_files = std::min(static_cast<std::uint64_t>(*count), kMaxFiles);
  return {};
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_integer(text.substr(0, digits));
  std::string unit = to_lower(text.substr(digits));
  if (unit.starts_with(' ')) unit.erase(0, 1);
  if (unit.ends_with('b')) unit.pop_back();
  if (unit.size() > 1 && unit.ends_with('i')) unit.pop_back();
  constexpr std::string_view kUnits = "kmgt";
  const std::size_t place = unit.empty() ? 0 : kUnits.find(unit);
  if (!number || *number < 0 || unit.size() > 1 || place == std::string_view::npos) return std::nullopt;
  const std::size_t shift = unit.empty() ? 0 : 10 * (place + 1);
  const auto value = static_cast<std::uint64_t>(*number);
  constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 50;
  if (value > kMaxSize >> shift) return std::nullopt;
  return value << shift;
}

Result<LogConfiguration> read_log_configuration(const json::object& log, LogMode default_mode) {
  LogConfiguration out;
  const std::string driver = text_at(log, "logDriver");
  const json::object& options = object_at(log, "options");
  ENI_CHECK(read_mode(options, default_mode, out));
  if (driver == "awslogs") {
    out.driver = LogConfiguration::Driver::kAwslogs;
    ENI_CHECK(read_awslogs(options, out.awslogs));
  } else if (driver.empty() || driver == "json-file") {
    ENI_CHECK(read_json_file(options, out.json_file));
  } else if (driver == "none") {
    out.driver = LogConfiguration::Driver::kNone;
  } else {
    return cannot_log("logger: no log driver named '" + excerpt(driver) + "' is registered");
  }
  return out;
}

}  // namespace eni::sandbox::task_engine
