#include "eni_trunking/output/text_table.h"

#include <algorithm>

namespace eni::command {

namespace {

constexpr std::size_t kGap = 2;

void trim_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

TextTable::TextTable(std::vector<Column> columns) : columns_{std::move(columns)} {
  for (const Column& column : columns_) widths_.push_back(column.heading.size());
}

void TextTable::add_row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], cells[i].size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::line(const std::vector<std::string>& cells) const {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    const std::string fill(widths_[i] - cells[i].size(), ' ');
    line += columns_[i].align == Align::kRight ? fill + cells[i] : cells[i] + fill;
  }
  trim_end(line);
  return line + "\n";
}

std::string TextTable::text(std::string_view heading_above, std::size_t first, std::size_t last) const {
  std::string text;
  if (!heading_above.empty()) {
    std::size_t end = 0;
    for (std::size_t i = 0; i <= last; ++i) end += widths_[i] + (i > 0 ? kGap : 0);
    std::size_t start = 0;
    for (std::size_t i = 0; i < first; ++i) start += widths_[i] + kGap;
    // Set flush right over its columns, as the numbers below are, unless it is wider than they.
    start = std::max(start, end - std::min(end, heading_above.size()));
    text = std::string(start, ' ') + std::string(heading_above) + "\n";
  }
  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.emplace_back(column.heading);
  text += line(headings);
  for (const auto& row : rows_) text += line(row);
  return text;
}

}  // namespace eni::command
