#include "eni_trunking/output/line_chart.h"

#include <algorithm>

#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

constexpr std::size_t kLabel = 6;  // "   25 "
constexpr std::size_t kColumns = 72;
constexpr std::size_t kTick = 10;  // columns
constexpr char kBoth = '#';

std::size_t minutes_of(const LineChart& chart) {
  std::size_t most = 1;
  for (const Curve& curve : chart.curves) most = std::max(most, curve.values.size());
  return most;
}

int highest_of(const LineChart& chart) {
  int highest = 1;
  for (const Curve& curve : chart.curves)
    for (const int value : curve.values) highest = std::max(highest, value);
  return highest;
}

class Canvas {
 public:
  Canvas(std::size_t columns, std::size_t rows) : rows_(rows, std::string(columns, ' ')) {}

  void put(std::size_t column, std::size_t row, char mark) {
    char& cell = rows_[row][column];
    cell = cell == ' ' || cell == mark ? mark : kBoth;
  }
  const std::string& row(std::size_t row) const { return rows_[row]; }

 private:
  std::vector<std::string> rows_;  // 0 is the lowest
};

std::size_t row_of(int value, int highest, std::size_t rows) {
  const auto top = static_cast<double>(rows - 1);
  return static_cast<std::size_t>(top * value / highest + 0.5);
}

/// A line without gaps: what lies between a column's value and that before it belongs to the column.
void put_curve(Canvas& canvas, const Curve& curve, std::size_t minutes_a_column, int highest,
               std::size_t rows) {
  std::size_t before = 0;
  for (std::size_t first = 0; first < curve.values.size(); first += minutes_a_column) {
    const auto begin = curve.values.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = curve.values.begin() +
                     static_cast<std::ptrdiff_t>(std::min(first + minutes_a_column, curve.values.size()));
    const std::size_t row = row_of(*std::max_element(begin, end), highest, rows);
    if (first == 0) before = row;
    for (std::size_t at = std::min(row, before + 1); at < row; ++at)
      canvas.put(first / minutes_a_column, at, curve.mark);
    for (std::size_t at = row + 1; at < before; ++at) canvas.put(first / minutes_a_column, at, curve.mark);
    canvas.put(first / minutes_a_column, row, curve.mark);
    before = row;
  }
}

std::string without_trailing(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// "0         10        20 min", a number each ten columns
std::string minute_line(std::size_t columns, std::size_t minutes_a_column) {
  std::string line(kLabel, ' ');
  for (std::size_t column = 0; column < columns; column += kTick)
    line += padded(std::to_string(column * minutes_a_column), kTick);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + " min\n";
}

}  // namespace

std::string draw(const LineChart& chart) {
  const std::size_t minutes = minutes_of(chart);
  const std::size_t minutes_a_column = (minutes + kColumns - 1) / kColumns;
  const std::size_t columns = (minutes + minutes_a_column - 1) / minutes_a_column;
  const int highest = highest_of(chart);
  Canvas canvas{columns, chart.height};
  for (const Curve& curve : chart.curves) put_curve(canvas, curve, minutes_a_column, highest, chart.height);

  std::string out = chart.title + "\n";
  for (std::size_t row = chart.height; row-- > 0;) {
    const bool is_top = row + 1 == chart.height;
    const std::string label = is_top ? std::to_string(highest) : row == 0 ? "0" : "";
    out += without_trailing(right_aligned(label, kLabel - 2) + " |" + canvas.row(row));
  }
  out += std::string(kLabel - 1, ' ') + "+" + std::string(columns, '-') + "\n";
  return out + minute_line(columns, minutes_a_column);
}

}  // namespace eni::command
