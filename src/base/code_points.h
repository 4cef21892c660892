#pragma once
/// Sets of Unicode code points, for regular expressions.
#include <bitset>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eni {

inline constexpr char32_t kMaxCodePoint = 0x10FFFF;

/// The code points of UTF-8; a byte that is none of it counts as U+FFFD.
std::u32string code_points(std::string_view text);

class CodePointSet {
 public:
  CodePointSet() = default;
  /// From `first` to `last`, both in it.
  CodePointSet(char32_t first, char32_t last) { add(first, last); }

  void add(char32_t first, char32_t last);
  void add(char32_t one) { add(one, one); }
  void add(const CodePointSet& other);
  CodePointSet complement() const;
  bool contains(char32_t c) const { return c < kAscii ? ascii_.test(c) : contains_above(c); }

 private:
  static constexpr char32_t kAscii = 128;
  using Range = std::pair<char32_t, char32_t>;

  bool contains_above(char32_t c) const;

  std::bitset<kAscii> ascii_;
  std::vector<Range> above_;  ///< sorted, apart from each other
};

}  // namespace eni
