#pragma once
/// Tables for people: columns as wide as their widest cell, two spaces between them.
#include <string>
#include <string_view>
#include <vector>

namespace eni::command {

enum class Align { kLeft, kRight };

struct Column {
  std::string_view heading;
  Align align = Align::kLeft;
};

class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns);

  /// One cell for each column. ASCII: a character is taken to be one column wide.
  void add_row(std::vector<std::string> cells);

  /// The heading line and the rows, each with its newline and without trailing spaces.
  /// @param heading_above  written in a line of its own over the columns `first` to `last`; "" for none
  std::string text(std::string_view heading_above = "", std::size_t first = 0, std::size_t last = 0) const;

 private:
  std::string line(const std::vector<std::string>& cells) const;

  std::vector<Column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace eni::command
