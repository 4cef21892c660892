#include "sandbox/task_engine/logs/container_log.h"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace eni::sandbox::task_engine {
namespace {

/// As much as a pipe holds.
constexpr std::size_t kTurnBytes = 64 * 1024;
/// As much as the kernel keeps of a terminal's, some of which is on its way and not told of (drivers/tty/tty_buffer.c).
constexpr std::size_t kTerminalBytes = 640 * 1024;
/// Behind so many bytes, however few at a time there were: six megabytes a second are enough for a log.
constexpr Duration kFullTurnPause = std::chrono::milliseconds{10};

}  // namespace

class ContainerLog::Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  Pipe(ContainerLog& log, LogStream stream, std::unique_ptr<net::DescriptorWatch> watch)
      : log_{log}, watch_{std::move(watch)}, lines_{[this, stream](std::string text, bool is_ended) {
          log_.take_line(stream, std::move(text), is_ended);
        }} {
    fcntl(watch_->descriptor(), F_SETFL, O_NONBLOCK);
  }
  ~Pipe() { stop(); }

  void wait() {
    watch_->wait(net::DescriptorWatch::Event::kReadable, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->turn();
    });
  }

  /// The driver has room again.
  void go_on() {
    if (std::exchange(waits_for_room_, false)) turn();
  }

  /// What was written so far, and no more, whoever still writes.
  void finish() {
    if (!watch_) return;
    for (std::size_t left = waiting_bytes(); left > 0;) {
      const std::size_t size = take(left);
      if (size == 0) break;
      left -= size;
    }
    stop();
    lines_.finish();
  }

  void stop() {
    if (pause_) log_.scheduler_.cancel(*pause_);
    pause_.reset();
    watch_.reset();
  }

 private:
  void turn() {
    if (!watch_) return;
    if (!log_.driver_->has_room()) {
      waits_for_room_ = true;
      return;
    }
    taken_ += take(kTurnBytes - taken_);
    if (is_at_end_) {
      stop();
      lines_.finish();
    } else if (taken_ < kTurnBytes) {
      wait();
    } else {
      taken_ = 0;
      pause_ = log_.scheduler_.call_at(log_.scheduler_.now() + kFullTurnPause, [this] {
        pause_.reset();
        turn();
      });
    }
  }

  /// How many bytes there may be.
  std::size_t waiting_bytes() const {
    if (isatty(watch_->descriptor()) == 1) return kTerminalBytes;
    int waiting = 0;
    return ioctl(watch_->descriptor(), FIONREAD, &waiting) == 0 ? static_cast<std::size_t>(waiting) : 0;
  }

  /// @return  how many bytes there were
  std::size_t take(std::size_t max) {
    std::array<char, kTurnBytes> buffer;
    const ssize_t size = ::read(watch_->descriptor(), buffer.data(), std::min(max, buffer.size()));
    is_at_end_ = size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
    if (size <= 0) return 0;
    lines_.take({buffer.data(), static_cast<std::size_t>(size)});
    return static_cast<std::size_t>(size);
  }

  ContainerLog& log_;
  std::unique_ptr<net::DescriptorWatch> watch_;
  LineCutter lines_;
  std::optional<Scheduler::TimerId> pause_;
  std::size_t taken_ = 0;  ///< since the last pause
  bool waits_for_room_ = false;
  bool is_at_end_ = false;
};

ContainerLog::ContainerLog(Scheduler& scheduler, std::unique_ptr<LogDriver> driver)
    : scheduler_{scheduler}, driver_{std::move(driver)} {
  driver_->on_room = [this] {
    for (const auto& pipe : pipes_)
      if (pipe) pipe->go_on();
  };
}

ContainerLog::~ContainerLog() {
  for (const auto& pipe : pipes_)
    if (pipe) pipe->stop();
}

void ContainerLog::read(LogStream stream, std::unique_ptr<net::DescriptorWatch> pipe) {
  auto& place = pipes_[static_cast<std::size_t>(stream)];
  if (place) place->finish();
  place = std::make_shared<Pipe>(*this, stream, std::move(pipe));
  place->wait();
}

Task<void> ContainerLog::finish() {
  for (const auto& pipe : pipes_)
    if (pipe) pipe->finish();
  auto finishing = driver_->finish();
  co_await std::move(finishing);
}

void ContainerLog::take_line(LogStream stream, std::string text, bool is_ended) {
  LogLine line{scheduler_.now(), stream, std::move(text), is_ended};
  driver_->write(line);
  tail_.add(std::move(line));
}

}  // namespace eni::sandbox::task_engine
