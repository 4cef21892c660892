#include "jmespath/lexer.h"

#include <algorithm>

#include "base/text.h"

namespace eni::jmespath {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Longest first.
constexpr std::string_view kPunctuation[] = {
    "[?", "[]", "||", "&&", "==", "!=", "<=", ">=", "[", "]", "{", "}",
    "(",  ")",  ".",  "*",  ",",  ":",  "@",  "&",  "|", "!", "<", ">"};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_{text} {}

  Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    for (;;) {
      while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
      Token token;
      token.at = at_;
      if (at_ == text_.size()) {
        tokens.push_back(std::move(token));
        return tokens;
      }
      ENI_CHECK(read(token));
      tokens.push_back(std::move(token));
    }
  }

 private:
  Error bad(std::string_view what) const {
    return {"Bad jmespath expression: " + std::string(what) + ":\n" + std::string(text_) + "\n" +
                std::string(std::min(at_, text_.size()), ' ') + "^",
            {}};
  }

  Result<void> read(Token& token) {
    const char c = text_[at_];
    if (is_letter(c)) return read_identifier(token), Result<void>{};
    if (is_digit(c) || (c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))
      return read_number(token);
    if (c == '"') return read_quoted(token);
    if (c == '\'') return read_raw(token);
    if (c == '`') return read_literal(token);
    for (const std::string_view sign : kPunctuation) {
      if (!text_.substr(at_).starts_with(sign)) continue;
      token.kind = TokenKind::kPunctuation;
      token.text = sign;
      at_ += sign.size();
      return {};
    }
    return bad("Unknown token " + std::string(1, c));
  }

  void read_identifier(Token& token) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    token.kind = TokenKind::kIdentifier;
    token.text = text_.substr(begin, at_ - begin);
  }

  Result<void> read_number(Token& token) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    const auto number = parse_integer(text_.substr(begin, at_ - begin));
    if (!number) return bad("Number out of range");
    token.kind = TokenKind::kNumber;
    token.text = text_.substr(begin, at_ - begin);
    token.value = *number;
    return {};
  }

  /// The text up to the closing sign, in which a backslash hides the next character.
  Result<std::string> read_until(char closing) {
    std::string inner;
    for (std::size_t at = at_ + 1; at < text_.size(); ++at) {
      if (text_[at] == closing) {
        at_ = at + 1;
        return inner;
      }
      inner.push_back(text_[at]);
      if (text_[at] == '\\' && at + 1 < text_.size()) inner.push_back(text_[++at]);
    }
    return bad(std::string("Unclosed ") + closing);
  }

  Result<void> read_quoted(Token& token) {
    ENI_TRY(const auto inner, read_until('"'));
    const auto value = parse_json("\"" + inner + "\"");
    if (!value || !value->is_string()) return bad("Invalid quoted identifier");
    token.kind = TokenKind::kQuotedIdentifier;
    token.text = as_text(*value);
    return {};
  }

  Result<void> read_raw(Token& token) {
    ENI_TRY(const auto inner, read_until('\''));
    token.kind = TokenKind::kLiteral;
    token.value = json::string(replace_all(inner, "\\'", "'"));
    return {};
  }

  /// JSON; what is none is a text, as it was before the specification's quotes.
  Result<void> read_literal(Token& token) {
    ENI_TRY(const auto inner, read_until('`'));
    const std::string text = replace_all(inner, "\\`", "`");
    auto value = parse_json(trim(text));
    if (!value) value = parse_json("\"" + std::string(trim(text)) + "\"");
    if (!value) return bad("Bad token " + text);
    token.kind = TokenKind::kLiteral;
    token.value = *std::move(value);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Token>> read_tokens(std::string_view text) { return Lexer{text}.run(); }

}  // namespace eni::jmespath
