#include "sandbox/services/iam/statement_positions.h"

#include <string>

namespace eni::sandbox::iam_service {
namespace {

/// Walks over JSON text that is known to be valid. Statements are the objects right under the top-level
/// member "Statement".
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_{text} {}

  std::vector<StatementPosition> scan() {
    while (index_ < text_.size()) step();
    return std::move(found_);
  }

 private:
  void step() {
    const char c = text_[index_];
    if (c == '"') {
      skip_string();
    } else {
      take(c);
    }
    // AWS's parser has read so far when it comes to a statement: white space and commas are skipped with what follows.
    if (std::string_view{", \t\r\n"}.find(c) == std::string_view::npos) after_token_ = position_;
  }

  void take(char c) {
    if (c == '{' || c == '[') {
      if (c == '{' && is_statement()) found_.push_back({after_token_, {}});
      open_ += c;
    } else if (c == '}' || c == ']') {
      open_.pop_back();
    }
    advance();
    if (c == '}' && is_statement()) found_.back().end = position_;
  }

  /// Whether an object that begins or has just ended here is a statement.
  bool is_statement() const { return key_ == "Statement" && (open_ == "{" || open_ == "{["); }

  void skip_string() {
    const std::size_t begin = index_ + 1;
    advance();
    while (text_[index_] != '"') {
      if (text_[index_] == '\\') advance();
      advance();
    }
    const std::string_view inside = text_.substr(begin, index_ - begin);
    advance();
    if (open_ == "{" && is_key()) key_ = inside;
  }

  bool is_key() const {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", index_);
    return next != std::string_view::npos && text_[next] == ':';
  }

  void advance() {
    if (text_[index_++] == '\n') {
      ++position_.line;
      position_.column = 1;
    } else {
      ++position_.column;
    }
  }

  std::string_view text_;
  std::size_t index_ = 0;
  TextPosition position_;
  TextPosition after_token_;
  std::string open_;  ///< the braces and brackets that are open
  std::string_view key_;
  std::vector<StatementPosition> found_;
};

}  // namespace

std::vector<StatementPosition> statement_positions(std::string_view document) {
  return Scanner{document}.scan();
}

}  // namespace eni::sandbox::iam_service
