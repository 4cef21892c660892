#pragma once
/// Ctrl-C, for commands that have to say what they leave behind.
#include <chrono>
#include <functional>

namespace eni::command {

/// While one exists, the first SIGINT or SIGTERM is noted only, and a wait for input or for time ends early. A second one ends the
/// process, as always. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool is_requested() const;
  /// @return  false: it was interrupted, or had been before
  bool wait(std::chrono::milliseconds time) const;
  /// For waiting until something at AWS has happened: each wait is a little longer than the last, up to some seconds. What it
  /// returns as wait() does. It must not outlive this.
  std::function<bool()> growing_pause() const;
};

/// Of the one that exists; false where none does. From any thread.
bool is_interruption_requested();

}  // namespace eni::command
