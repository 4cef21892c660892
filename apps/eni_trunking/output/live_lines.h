#pragma once
/// Lines on a terminal that are drawn anew in their place.
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace eni::command {

/// How much can be drawn. Zero rows: no terminal.
struct DisplaySize {
  std::size_t rows = 0;
  std::size_t columns = 80;
};
/// That of standard error, if it is a terminal.
DisplaySize display_size_of_stderr();

enum class Colours { kNone, kAnsi };

/// Those of a status: FAILED and rollbacks red, COMPLETE and SUCCEEDED green, what is under way yellow; "" for what has not begun.
std::string_view colour_of_status(std::string_view status);
/// What ends it.
inline constexpr std::string_view kPlainColour = "\x1b[0m";

class LiveLines {
 public:
  /// @param out  outlives this
  explicit LiveLines(std::ostream& out) : out_{out} {}

  /// Draws them over those of the last drawing. They fit the terminal, and have no newline.
  void draw(const std::vector<std::string>& lines);
  /// What has been drawn stays: the next drawing is below it.
  void leave() { drawn_ = 0; }

 private:
  std::ostream& out_;
  std::size_t drawn_ = 0;
};

}  // namespace eni::command
