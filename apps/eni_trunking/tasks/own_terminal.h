#pragma once
/// The terminal that the user sits at.
#include <array>
#include <csignal>
#include <initializer_list>
#include <optional>
#include <termios.h>

#include "net/descriptor.h"

namespace eni::command {

/// While one exists keys come as they are pressed, unseen and without a meaning: they are another terminal's. Then all is as it was.
class RawMode {
 public:
  explicit RawMode(int terminal);
  ~RawMode();
  RawMode(const RawMode&) = delete;
  RawMode& operator=(const RawMode&) = delete;

 private:
  int terminal_;
  std::optional<termios> before_;
};

/// Rows and columns; a terminal that has none, or is none, changes nothing.
void copy_window_size(int from, int to);

/// Signals that are read from a descriptor instead of being delivered, for as long as it exists.
class SignalDescriptor {
 public:
  explicit SignalDescriptor(std::initializer_list<int> signals);
  ~SignalDescriptor();
  SignalDescriptor(const SignalDescriptor&) = delete;
  SignalDescriptor& operator=(const SignalDescriptor&) = delete;

  int get() const { return descriptor_.get(); }
  /// The next one; 0 if there is none.
  int take() const;

 private:
  sigset_t before_{};
  net::Descriptor descriptor_;
};

}  // namespace eni::command
