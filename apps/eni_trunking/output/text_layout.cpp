#include "eni_trunking/output/text_layout.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace eni::command {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return (text.size() < width ? std::string(width - text.size(), ' ') : "") + text;
}

std::string wrapped(const std::string& text, const std::string& indent, std::size_t width) {
  std::string lines;
  for (const std::string& paragraph : split(trim(text), '\n')) {
    std::string line = indent;
    for (const std::string& word : split(paragraph, ' ')) {
      if (line.size() > indent.size() && line.size() + 1 + word.size() > width) {
        lines += line + "\n";
        line = indent;
      }
      if (line.size() > indent.size()) line += ' ';
      line += word;
    }
    lines += line + "\n";
  }
  return lines;
}

std::string fit_lines(const std::string& text, std::size_t width) {
  std::vector<std::string> lines = split(text, '\n');
  for (std::string& line : lines) {
    if (line.size() <= width) continue;
    std::size_t column = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t gap = line.find("  ", column);
    if (gap < width * 2 / 3) column = line.find_first_not_of(' ', gap);
    std::string broken = wrapped(line.substr(column), std::string(column, ' '), width);
    broken.pop_back();  // its last newline
    line = broken.replace(0, column, line, 0, column);
  }
  return join(lines, "\n");
}

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
      ' ');
  return text;
}

std::string fixed(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace eni::command
