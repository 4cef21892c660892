#include "eni_trunking/tasks/capture_output.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <ostream>

#include "packets/frame_text.h"

namespace eni::command {
namespace {

Error failed(const std::string& path) { return {"cannot write " + path + ": " + std::strerror(errno), ""}; }

}  // namespace

Result<CaptureOutput> CaptureOutput::open(std::ostream& lines, const std::string& path) {
  CaptureOutput output{lines};
  output.path_ = path;
  output.is_file_only_ = path == "-";
  if (output.is_file_only_) lines << packets::pcap_file_header();
  if (path.empty() || output.is_file_only_) return output;
  output.file_.open(path, std::ios::binary | std::ios::trunc);
  if (!output.file_) return failed(path);
  output.file_ << packets::pcap_file_header();
  return output;
}

void CaptureOutput::write(const CapturedFrame& frame) {
  ++frames_;
  const bool has_file = is_file_only_ || file_.is_open();
  if (has_file) {
    std::ostream& file = is_file_only_ ? *lines_ : file_;
    file << packets::pcap_record(frame.time, frame.bytes, frame.whole_bytes);
  }
  if (!is_file_only_) *lines_ << clock_text(frame.time) << ' ' << packets::frame_text(frame.bytes) << '\n';
}

Result<void> CaptureOutput::flush() {
  lines_->flush();
  if (file_.is_open()) file_.flush();
  if (!*lines_) return failed("standard output");
  if (file_.is_open() && !file_) return failed(path_);
  return {};
}

std::string clock_text(packets::FrameTime time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds);
  const std::time_t whole = seconds.count();
  std::tm parts{};
  localtime_r(&whole, &parts);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d.%06d", parts.tm_hour, parts.tm_min, parts.tm_sec,
                static_cast<int>(rest.count()));
  return text.data();
}

}  // namespace eni::command
