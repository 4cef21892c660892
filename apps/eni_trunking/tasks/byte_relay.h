#pragma once
/// Bytes on their way from one descriptor to another, as fast as both allow and no faster: for poll(2).
#include <poll.h>
#include <string>

#include "net/descriptor.h"

namespace eni::command {

class ByteRelay {
 public:
  /// @param from, to  not closed by this. What is waited for is ready to be read or written: blocking ones do not block
  /// @param own       one of the two, which is closed at the end: so the other side learns of it
  ByteRelay(int from, int to, net::Descriptor own = {}) : from_{from}, to_{to}, own_{std::move(own)} {}

  /// What is waited for; nothing (-1) at the end.
  pollfd waits_for() const;
  /// Once poll() has answered that.
  void advance();
  /// All that can be read now, without waiting for more; `from` does not block.
  void drain();

 private:
  bool read_some();
  void write_some();
  void end();

  int from_;
  int to_;
  net::Descriptor own_;
  std::string bytes_;  ///< read, and not written yet
  bool has_ended_ = false;
};

}  // namespace eni::command
