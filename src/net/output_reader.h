#pragma once
/// What a process writes, as lines, within bounds: one that floods its output neither holds the event loop nor fills memory and
/// log. It is read in turns, between which others have theirs; what exceeds its rate is dropped, and a line says so.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/scheduler.h"
#include "net/descriptor_watch.h"

namespace eni::net {

/// What a process does in a time is measured by a clock that nobody sets, and of another type than the wall clock's.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;
using SteadyClock = std::function<SteadyTime()>;
/// The machine's.
SteadyTime steady_now();

/// A token bucket. A line counts its bytes and `line_bytes`: short lines cost their reader as well.
struct OutputLimits {
  std::uint64_t bytes_per_second = 1024 * 1024;
  std::uint64_t burst_bytes = 6 * 1024 * 1024;
  std::uint64_t line_bytes = 64;
};

/// Cuts bytes into lines and drops what exceeds the limits. Pure but for the callback.
class OutputLines {
 public:
  /// A line that is longer comes in pieces, which end between characters of UTF-8.
  static constexpr std::size_t kMaxLine = 256 * 1024;
  /// Once the bucket is empty everything is dropped for so long, rather than every other line.
  static constexpr Duration kDropFor = std::chrono::seconds{1};

  OutputLines(SteadyTime now, OutputLimits limits, std::function<void(std::string)> on_line);

  /// @param lines  how many lines may be ended; what is left of that
  /// @return       how many of the bytes were taken: all, unless no lines are left
  std::size_t take(SteadyTime now, std::string_view bytes, std::size_t& lines);
  /// Gives an unended last line.
  void finish(SteadyTime now);
  /// "N bytes of output were dropped: more than M bytes a second were written", if some were and that was not told yet.
  void report_dropped();

  /// While it drops: when it ends, and the report is due.
  SteadyTime drops_until() const { return drops_until_; }
  bool drops(SteadyTime now) const { return now < drops_until_; }

 private:
  void refill(SteadyTime now);
  void add(SteadyTime now, std::string_view part);
  void give(SteadyTime now, std::string line);
  void skip_dropped_line(std::string_view& bytes);
  void drop(std::string_view bytes);

  OutputLimits limits_;
  std::function<void(std::string)> on_line_;
  std::uint64_t tokens_;
  SteadyTime refilled_;
  SteadyTime drops_until_{};
  std::uint64_t dropped_bytes_ = 0;
  bool within_dropped_line_ = false;  ///< whether the last byte dropped was none that ends a line
  std::string line_;
};

class OutputReader {
 public:
  /// Reads from now on.
  /// @param output   the readable end of a pipe; is made non-blocking
  /// @param on_line  each line, without the newline. It may destroy the reader.
  static std::unique_ptr<OutputReader> start(Scheduler& scheduler, std::unique_ptr<DescriptorWatch> output,
                                             OutputLimits limits, std::function<void(std::string)> on_line,
                                             SteadyClock clock = steady_now);
  /// on_line is not called any more.
  virtual ~OutputReader() = default;
  /// Gives all that is in the pipe at once, and what is to be said of dropped bytes: for who learns in another way that it was
  /// written before.
  virtual void read_now() = 0;
  /// read_now(), and an unended last line: for who learns that what wrote it has ended. The pipe need not end
  /// with that: someone else may hold it open.
  virtual void finish() = 0;
};

}  // namespace eni::net
