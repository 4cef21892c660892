#pragma once
/// Text in columns for terminals. ASCII: a character is taken to be one column wide.
#include <string>

namespace eni::command {

/// Filled up with spaces at its end, or as it is if longer.
std::string padded(std::string text, std::size_t width);
/// Filled up with spaces at its beginning.
std::string right_aligned(const std::string& text, std::size_t width);
/// Each line of `text` broken at spaces into lines of at most `width` columns where that can be, each begun with `indent` and ended with
/// a newline.
std::string wrapped(const std::string& text, const std::string& indent, std::size_t width = 80);
/// Each line that is longer than `width` broken at spaces; what follows stands below the line's last column: what comes after the
/// first gap of two spaces, or its own beginning.
std::string fit_lines(const std::string& text, std::size_t width = 80);
/// With a space for each control character: what a text from outside breaks would not stay in its line.
std::string in_one_line(std::string text);
/// "1.50"
std::string fixed(double value, int decimals);

}  // namespace eni::command
