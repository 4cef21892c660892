#include "eni_trunking/output/live_lines.h"

#include <ostream>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace eni::command {

DisplaySize display_size_of_stderr() {
  winsize size{};
  if (isatty(STDERR_FILENO) != 1 || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0) return {};
  return {size.ws_row, size.ws_col > 0 ? size.ws_col : DisplaySize{}.columns};
}

std::string_view colour_of_status(std::string_view status) {
  const auto ends_with_one_of = [&](std::initializer_list<std::string_view> ends) {
    for (const std::string_view end : ends) {
      if (status.ends_with(end)) return true;
    }
    return false;
  };
  if (ends_with_one_of({"FAILED", "STOPPED", "INOPERABLE"}) ||
      status.find("ROLLBACK") != std::string_view::npos)
    return "\x1b[31m";
  if (ends_with_one_of({"_COMPLETE", "SUCCEEDED", "CURRENT"})) return "\x1b[32m";
  return ends_with_one_of({"PENDING", "CANCELLED"}) ? "" : "\x1b[33m";
}

void LiveLines::draw(const std::vector<std::string>& lines) {
  std::string text = drawn_ > 0 ? "\x1b[" + std::to_string(drawn_) + "A" : "";
  for (const std::string& line : lines) text += "\r\x1b[K" + line + "\n";
  // Of a taller drawing before.
  if (lines.size() < drawn_) text += "\x1b[J";
  drawn_ = lines.size();
  out_ << text << std::flush;
}

}  // namespace eni::command
