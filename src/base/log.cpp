#include "base/log.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni {

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "DEBUG";
    case LogLevel::kInfo:
      return "INFO";
    case LogLevel::kWarn:
      return "WARN";
    case LogLevel::kError:
      return "ERROR";
  }
  return "INFO";
}

namespace {

/// In one piece, so that lines of several processes do not mix.
void put_line(std::ostream& out, std::string line) {
  line += '\n';
  out.write(line.data(), static_cast<std::streamsize>(line.size())).flush();
}

}  // namespace

void JsonLogger::write(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  if (level < min_) return;
  boost::json::object line{
      {"timestamp", iso8601_millis(clock_.now())}, {"level", to_string(level)}, {"message", message}};
  for (const auto& [key, value] : fields) line[key] = value;
  put_line(out_, boost::json::serialize(line));
}

namespace {

constexpr std::size_t kUsualLine = 256;

/// A space ends a value; control characters may do anything to the terminal they are shown on.
bool breaks_the_line(std::string_view value) {
  return has_control_characters(value) || value.find(' ') != value.npos || value.find('"') != value.npos;
}

}  // namespace

void TextLogger::write(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  if (level < min_) return;
  std::string line;
  line.reserve(kUsualLine);
  append(line, {time_of_day_millis(clock_.now()), " ", to_string(level), " ", message});
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    if (breaks_the_line(value)) {
      append(line, {" ", key, "=", boost::json::serialize(boost::json::string(value))});
    } else {
      append(line, {" ", key, "=", value});
    }
  }
  put_line(out_, std::move(line));
}

}  // namespace eni
