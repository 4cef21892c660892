#pragma once
/// A stack's events as they come: a line a resource, drawn anew, on a terminal; elsewhere a line an event.
#include <iosfwd>
#include <string>
#include <vector>

#include "eni_trunking/output/live_lines.h"
#include "eni_trunking/stacks/deployment.h"

namespace eni::command {

class StackProgress {
 public:
  /// @param out  outlives this
  StackProgress(std::ostream& out, DisplaySize size, Colours colours)
      : out_{out}, live_{out}, size_{size}, colours_{colours} {}

  void add(const StackEvent& event);
  /// All that were added.
  const std::vector<StackEvent>& events() const { return events_; }

 private:
  struct Line {
    StackEvent first;
    StackEvent last;
  };
  void draw();
  std::string line_text(const Line& line, std::size_t name_width) const;

  std::ostream& out_;
  LiveLines live_;
  DisplaySize size_;
  Colours colours_;
  std::vector<StackEvent> events_;
  std::vector<Line> lines_;
};

}  // namespace eni::command
