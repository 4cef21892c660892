#include "net/output_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include "base/text.h"

namespace eni::net {

SteadyTime steady_now() {
  return std::chrono::time_point_cast<SteadyTime::duration>(std::chrono::steady_clock::now());
}

// ---- lines ------------------------------------------------------------------------------------------------

OutputLines::OutputLines(SteadyTime now, OutputLimits limits, std::function<void(std::string)> on_line)
    : limits_{limits}, on_line_{std::move(on_line)}, tokens_{limits.burst_bytes}, refilled_{now} {}

void OutputLines::refill(SteadyTime now) {
  const auto passed = now - std::exchange(refilled_, now);
  const auto max = std::chrono::hours{1};  // keeps the product small; fills any bucket
  const auto microseconds = static_cast<std::uint64_t>(std::min<SteadyTime::duration>(passed, max).count());
  tokens_ = std::min(limits_.burst_bytes, tokens_ + limits_.bytes_per_second * microseconds / 1'000'000);
}

std::size_t OutputLines::take(SteadyTime now, std::string_view bytes, std::size_t& lines) {
  refill(now);
  const std::size_t size = bytes.size();
  while (!bytes.empty() && lines > 0) {
    if (drops(now)) {
      drop(bytes);
      return size;
    }
    skip_dropped_line(bytes);
    if (bytes.empty()) break;
    report_dropped();
    const auto newline = bytes.find('\n');
    const std::string_view part = bytes.substr(0, newline);
    bytes.remove_prefix(part.size());
    add(now, part);
    if (newline == std::string_view::npos || drops(now)) continue;
    give(now, std::exchange(line_, {}));
    if (drops(now)) continue;
    bytes.remove_prefix(1);
    --lines;
  }
  return size - bytes.size();
}

/// What follows within reach of a line's dropped beginning; if its end is not, its rest counts as a line.
void OutputLines::skip_dropped_line(std::string_view& bytes) {
  if (!std::exchange(within_dropped_line_, false)) return;
  const auto newline = bytes.find('\n');
  if (newline == std::string_view::npos) return;
  dropped_bytes_ += newline + 1;
  bytes.remove_prefix(newline + 1);
}

void OutputLines::drop(std::string_view bytes) {
  if (bytes.empty()) return;
  dropped_bytes_ += bytes.size();
  within_dropped_line_ = bytes.back() != '\n';
}

void OutputLines::add(SteadyTime now, std::string_view part) {
  line_.append(part);
  while (line_.size() > kMaxLine) {
    // What is not UTF-8 at all is cut anywhere.
    const std::size_t whole = utf8_prefix(line_, kMaxLine).size();
    const std::size_t size = whole > kMaxLine / 2 ? whole : kMaxLine;
    std::string rest = line_.substr(size);
    line_.resize(size);
    give(now, std::exchange(line_, {}));
    if (drops(now)) return drop(rest);
    line_ = std::move(rest);
  }
}

/// A line or a piece of one, or nothing: when the bucket does not hold so much, it is dropped, and what follows.
void OutputLines::give(SteadyTime now, std::string line) {
  const std::uint64_t cost = line.size() + limits_.line_bytes;
  if (cost > tokens_) {
    tokens_ = 0;
    drops_until_ = now + kDropFor;
    drop(line);
    return;
  }
  tokens_ -= cost;
  on_line_(std::move(line));
}

void OutputLines::finish(SteadyTime now) {
  refill(now);
  if (!line_.empty()) give(now, std::exchange(line_, {}));
  report_dropped();
}

void OutputLines::report_dropped() {
  if (dropped_bytes_ == 0) return;
  on_line_(std::to_string(std::exchange(dropped_bytes_, 0)) + " bytes of output were dropped: more than " +
           std::to_string(limits_.bytes_per_second) + " bytes a second were written");
}

// ---- the pipe ---------------------------------------------------------------------------------------------

namespace {

// A turn is so small that others hardly wait for it: about a millisecond of lines on their way to a log.
constexpr std::size_t kTurnLines = 1000;
constexpr std::size_t kTurnReads = 4;
/// Dropped bytes are read so rarely, which holds the process rather than the machine.
constexpr Duration kDropPause = std::chrono::milliseconds{10};

class Reading : public std::enable_shared_from_this<Reading> {
 public:
  Reading(Scheduler& scheduler, std::unique_ptr<DescriptorWatch> output, OutputLimits limits,
          std::function<void(std::string)> on_line, SteadyClock clock)
      : scheduler_{scheduler},
        clock_{std::move(clock)},
        output_{std::move(output)},
        on_line_{std::move(on_line)},
        lines_{clock_(), limits, [this](std::string line) {
                 if (!stopped_) on_line_(std::move(line));
               }} {}
  ~Reading() { cancel_timers(); }

  void wait() {
    output_->wait(DescriptorWatch::Event::kReadable, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->turn();
    });
  }

  void read_now() {
    if (stopped_) return;
    int waiting = 0;
    if (ioctl(output_->descriptor(), FIONREAD, &waiting) != 0) waiting = 0;
    take_rest();
    for (std::size_t left = static_cast<std::size_t>(waiting); left > 0 && !stopped_;) {
      const std::size_t size = fill(left);
      if (size == 0) break;
      left -= size;
      take_rest();
    }
    lines_.report_dropped();
  }

  void finish() {
    if (stopped_) return;
    read_now();
    lines_.finish(clock_());
  }

  void stop() {
    stopped_ = true;
    cancel_timers();
    output_.reset();
  }

 private:
  /// One turn: what is there, up to the turn's bounds. Then waits for more, or for its next turn.
  void turn() {
    const auto keep = shared_from_this();
    if (stopped_) return;
    std::size_t lines = kTurnLines;
    for (std::size_t reads = 0; reads < kTurnReads;) {
      if (at_ == end_) {
        if (fill(buffer_.size()) == 0) break;
        ++reads;
      }
      take(lines);
      if (stopped_) return;
      if (lines == 0) break;
    }
    if (lines_.drops(clock_())) return pause();
    if (at_ != end_) {
      scheduler_.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->turn();
      });
    } else if (!at_end_) {
      wait();
    }
  }

  /// While it drops: a turn now and then, and the report in the end, whether or not more is written.
  void pause() {
    if (!report_) {
      const auto left = std::chrono::ceil<Duration>(lines_.drops_until() - clock_());
      report_ = scheduler_.call_at(scheduler_.now() + left, [this] {
        report_.reset();
        const auto keep = shared_from_this();
        lines_.report_dropped();
      });
    }
    if (pause_ || at_end_) return;
    pause_ = scheduler_.call_at(scheduler_.now() + kDropPause, [this] {
      pause_.reset();
      wait();
    });
  }

  /// @return  how many bytes more there are in the buffer
  std::size_t fill(std::size_t max) {
    const ssize_t size = read(output_->descriptor(), buffer_.data(), std::min(max, buffer_.size()));
    at_ = 0;
    end_ = size > 0 ? static_cast<std::size_t>(size) : 0;
    at_end_ = size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
    return end_;
  }

  void take(std::size_t& lines) { at_ += lines_.take(clock_(), {buffer_.data() + at_, end_ - at_}, lines); }

  void take_rest() {
    for (std::size_t lines = SIZE_MAX; at_ != end_ && !stopped_;) take(lines);
  }

  void cancel_timers() {
    for (auto* timer : {&report_, &pause_}) {
      if (*timer) scheduler_.cancel(**timer);
      timer->reset();
    }
  }

  Scheduler& scheduler_;
  SteadyClock clock_;
  std::unique_ptr<DescriptorWatch> output_;
  std::function<void(std::string)> on_line_;
  OutputLines lines_;
  std::array<char, 64 * 1024> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
  bool stopped_ = false;
  std::optional<Scheduler::TimerId> report_;
  std::optional<Scheduler::TimerId> pause_;
};

class ScheduledOutputReader final : public OutputReader {
 public:
  explicit ScheduledOutputReader(std::shared_ptr<Reading> reading) : reading_{std::move(reading)} {}
  ~ScheduledOutputReader() override { reading_->stop(); }
  void read_now() override { hold()->read_now(); }
  void finish() override { hold()->finish(); }

 private:
  /// on_line may destroy this.
  std::shared_ptr<Reading> hold() const { return reading_; }
  std::shared_ptr<Reading> reading_;
};

}  // namespace

std::unique_ptr<OutputReader> OutputReader::start(Scheduler& scheduler,
                                                  std::unique_ptr<DescriptorWatch> output,
                                                  OutputLimits limits,
                                                  std::function<void(std::string)> on_line,
                                                  SteadyClock clock) {
  fcntl(output->descriptor(), F_SETFL, O_NONBLOCK);
  auto reading =
      std::make_shared<Reading>(scheduler, std::move(output), limits, std::move(on_line), std::move(clock));
  reading->wait();
  return std::make_unique<ScheduledOutputReader>(std::move(reading));
}

}  // namespace eni::net
