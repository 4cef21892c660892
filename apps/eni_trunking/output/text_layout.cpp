#include "eni_trunking/output/text_layout.h"

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

std::string fixed(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace eni::command
