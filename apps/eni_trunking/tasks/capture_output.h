#pragma once
/// Where captured frames go: a line each, or a file for Wireshark.
#include <cstdint>
#include <fstream>
#include <iosfwd>
#include <string>

#include "base/result.h"
#include "eni_trunking/tasks/packet_socket.h"

namespace eni::command {

class CaptureOutput {
 public:
  /// @param lines  of text; with a path "-" it gets the file instead
  /// @param path   of the file; "": none
  /// @error  "cannot write PATH: REASON"
  static Result<CaptureOutput> open(std::ostream& lines, const std::string& path);

  void write(const CapturedFrame& frame);
  /// What has been written can be seen. @error  a full disk
  Result<void> flush();
  std::uint64_t frames() const { return frames_; }

 private:
  explicit CaptureOutput(std::ostream& lines) : lines_{&lines} {}

  std::ostream* lines_;  ///< or the file, if it is standard output
  bool is_file_only_ = false;
  std::string path_;
  std::ofstream file_;
  std::uint64_t frames_ = 0;
};

/// "12:00:01.123456", in the user's time zone.
std::string clock_text(packets::FrameTime time);

}  // namespace eni::command
