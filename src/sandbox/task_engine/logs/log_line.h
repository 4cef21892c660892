#pragma once
/// What a container has written, a line or a piece of one.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace eni::sandbox::task_engine {

enum class LogStream : std::uint8_t { kOutput, kError };

struct LogLine {
  TimePoint time;
  LogStream stream = LogStream::kOutput;
  std::string text;  ///< any bytes, without the newline
  bool is_ended =
      true;  ///< by a newline, or by the end of its stream; else its rest is the next line of the stream
};

/// As much as one event of CloudWatch Logs holds: 256 KiB without what each is counted in addition.
/// Source: Amazon CloudWatch Logs API Reference, PutLogEvents.
inline constexpr std::size_t kMaxLineBytes = 256 * 1024 - 26;

/// Cuts the bytes of a stream into lines. Pure but for the callback.
class LineCutter {
 public:
  /// @param on_line  the text, and whether a newline or the end of the stream ended it
  using OnLine = std::function<void(std::string text, bool is_ended)>;

  explicit LineCutter(OnLine on_line) : on_line_{std::move(on_line)} {}
  void take(std::string_view bytes);
  /// Gives an unended last line.
  void finish();

 private:
  void give_pieces();

  OnLine on_line_;
  std::string line_;
};

}  // namespace eni::sandbox::task_engine
