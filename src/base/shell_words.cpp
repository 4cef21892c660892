#include "base/shell_words.h"

#include <optional>

namespace eni {

Result<std::vector<std::string>> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::optional<std::string> word;  // An empty one, "", is a word, too.
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!quote && is_blank) {
      if (word) words.push_back(*std::exchange(word, std::nullopt));
      continue;
    }
    if (!word) word.emplace();
    if (c == '\\' && quote != '\'') {
      if (++at == text.size()) return Error{"a backslash at the end", ""};
      // Between double quotes it is only an escape before another backslash and before a quote.
      if (quote && text[at] != '\\' && text[at] != '"') *word += '\\';
      *word += text[at];
    } else if (c == quote) {
      quote = 0;
    } else if (!quote && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      *word += c;
    }
  }
  if (quote) return Error{"a quotation is not closed", ""};
  if (word) words.push_back(*std::move(word));
  return words;
}

}  // namespace eni
