#pragma once
/// Structured log lines. Whoever logs gives fields, not formatted text; secrets are never fields.
#include <initializer_list>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace eni {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

/// "DEBUG", "INFO", "WARN", "ERROR": Lambda's own spelling.
std::string_view to_string(LogLevel level);

/// A name and a value, both of which last as long as the call that writes them.
using LogField = std::pair<std::string_view, std::string_view>;
/// What is written in braces at the call.
using LogFields = std::initializer_list<LogField>;

class Logger {
 public:
  virtual ~Logger() = default;
  virtual void write(LogLevel level, std::string_view message, std::span<const LogField> fields) = 0;

  void debug(std::string_view message, LogFields fields = {}) {
    write(LogLevel::kDebug, message, {fields.begin(), fields.size()});
  }
  void info(std::string_view message, LogFields fields = {}) {
    write(LogLevel::kInfo, message, {fields.begin(), fields.size()});
  }
  void warn(std::string_view message, LogFields fields = {}) {
    write(LogLevel::kWarn, message, {fields.begin(), fields.size()});
  }
  void error(std::string_view message, LogFields fields = {}) {
    write(LogLevel::kError, message, {fields.begin(), fields.size()});
  }
};

/// One JSON object a line: `timestamp` (RFC 3339), `level`, `message`, then the fields. This is the form
/// Lambda's log filter reads (Lambda developer guide, "Configuring JSON and plain text log formats").
class JsonLogger final : public Logger {
 public:
  JsonLogger(std::ostream& out, const Clock& clock, LogLevel min) : out_{out}, clock_{clock}, min_{min} {}
  void write(LogLevel level, std::string_view message, std::span<const LogField> fields) override;

 private:
  std::ostream& out_;
  const Clock& clock_;
  LogLevel min_;
};

/// For people: `12:36:00.123 INFO message key=value`. Fields without a value are left out.
class TextLogger final : public Logger {
 public:
  TextLogger(std::ostream& out, const Clock& clock, LogLevel min) : out_{out}, clock_{clock}, min_{min} {}
  void write(LogLevel level, std::string_view message, std::span<const LogField> fields) override;

 private:
  std::ostream& out_;
  const Clock& clock_;
  LogLevel min_;
};

/// Drops everything.
class NullLogger final : public Logger {
 public:
  void write(LogLevel, std::string_view, std::span<const LogField>) override {}
};

}  // namespace eni
