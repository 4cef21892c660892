#pragma once
/// The general categories of Unicode by their first letter, as \p{L} names them. The tables are made by compile_unicode.py.
#include <span>

namespace eni {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

struct UnicodeCategory {
  char name;  ///< 'L' letters, 'M' marks, 'N' numbers, 'P' punctuation, 'S' symbols, 'Z' separators
  std::span<const CodePointRange> ranges;  ///< in order
};

extern const std::span<const UnicodeCategory> kUnicodeCategories;

}  // namespace eni
