#pragma once
/// Curves over time as a small picture for a terminal.
#include <string>
#include <vector>

namespace eni::command {

struct Curve {
  char mark = '*';
  std::vector<int> values;  ///< one a minute, from 0 on, none negative
};

struct LineChart {
  std::string title;
  std::size_t height = 10;  ///< rows between the title and the axis
  std::vector<Curve> curves;
};

/// Lines of at most 80 ASCII columns, each with its newline: the title, the rows, the axis, its minutes. A column is as many
/// minutes as make all fit, and shows the most of them; where curves meet it shows '#'.
std::string draw(const LineChart& chart);

}  // namespace eni::command
