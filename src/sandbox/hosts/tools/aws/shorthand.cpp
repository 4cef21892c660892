#include "sandbox/hosts/tools/aws/shorthand.h"

#include "base/text.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr std::size_t kMaxDepth = 50;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.#/:").find(c) != std::string_view::npos;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Where a value ends: in a list of values of one key it may not hold '='.
enum class Value { kFirst, kFurther };

class Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}

  Result<json::object> run() {
    json::object all;
    for (bool first = true; first || !at_end(); first = false) {
      if (!first) ENI_CHECK(expect(','));
      const std::string key = read_key();
      ENI_CHECK(expect('='));
      ENI_TRY(auto value, values());
      if (all.contains(key)) return duplicate(key);
      all[key] = std::move(value);
    }
    return all;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char current() const { return at_end() ? '\0' : text_[at_]; }
  void skip_spaces() {
    while (!at_end() && is_space(current())) ++at_;
  }

  std::string place() const {
    return std::string(text_) + "\n" + std::string(std::min(at_, text_.size()), ' ') + "^";
  }
  Error expected(std::string_view what) const {
    const std::string received = at_end() ? "EOF" : std::string(1, current());
    return {"Expected: '" + std::string(what) + "', received: '" + received + "' for input:\n" + place(), {}};
  }
  Error duplicate(const std::string& key) const {
    return {"Second instance of key \"" + key + "\" encountered for input:\n" + place() +
                "\nThis is often because there is a preceding \",\" instead of a space.",
            {}};
  }

  Result<void> expect(char c) {
    skip_spaces();
    if (current() != c) return expected(std::string(1, c));
    ++at_;
    skip_spaces();
    return {};
  }

  std::string read_key() {
    const std::size_t begin = at_;
    while (!at_end() && is_key_character(current())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<json::value> values() {
    if (at_end()) return json::value("");
    if (current() == '[') return list();
    if (current() == '{') return hash();
    return several();
  }

  /// a, or a,b,c: the last word before the next key's '=' belongs to that key.
  Result<json::value> several() {
    ENI_TRY(auto first, scalar(Value::kFirst));
    json::array all{json::value(std::move(first))};
    for (skip_spaces(); current() == ','; skip_spaces()) {
      const std::size_t comma = at_++;
      skip_spaces();
      auto next = scalar(Value::kFurther);
      skip_spaces();
      if (next.has_error() || (!at_end() && current() != ',')) {
        if (at_end()) return next.has_error() ? std::move(next).error() : expected(",");
        at_ = comma;
        break;
      }
      all.push_back(json::value(*std::move(next)));
    }
    if (all.size() == 1) return all[0];
    return json::value(std::move(all));
  }

  Result<json::value> nested() {
    if (current() == '[') return list();
    if (current() == '{') return hash();
    ENI_TRY(auto text, scalar(Value::kFirst));
    return json::value(std::move(text));
  }

  Result<json::value> list() {
    if (++depth_ > kMaxDepth) return Error{"the value is nested too deeply", {}};
    ENI_CHECK(expect('['));
    json::array all;
    while (current() != ']') {
      const std::size_t begin = at_;
      ENI_TRY(auto value, nested());
      all.push_back(std::move(value));
      skip_spaces();
      if (current() != ']') ENI_CHECK(expect(','));
      if (at_ == begin) return expected("]");
    }
    ++at_;
    --depth_;
    return json::value(std::move(all));
  }

  Result<json::value> hash() {
    if (++depth_ > kMaxDepth) return Error{"the value is nested too deeply", {}};
    ENI_CHECK(expect('{'));
    json::object all;
    while (current() != '}') {
      const std::string key = read_key();
      ENI_CHECK(expect('='));
      ENI_TRY(auto value, nested());
      all[key] = std::move(value);
      skip_spaces();
      if (current() != '}') ENI_CHECK(expect(','));
    }
    ++at_;
    --depth_;
    return json::value(std::move(all));
  }

  Result<std::string> scalar(Value which) {
    if (current() == '\'' || current() == '"') return quoted(current());
    std::string out;
    for (; !at_end(); ++at_) {
      const char c = current();
      if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == ',') {
        out.push_back(',');
        ++at_;
        continue;
      }
      const bool ends =
          c == ',' || c == '\'' || c == '"' || c == ']' || c == '}' || (which == Value::kFurther && c == '=');
      if (ends) break;
      out.push_back(c);
    }
    while (!out.empty() && is_space(out.back())) out.pop_back();
    return out;
  }

  Result<std::string> quoted(char quote) {
    std::string out;
    for (++at_; !at_end(); ++at_) {
      if (current() == quote) {
        ++at_;
        return out;
      }
      if (current() == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == quote || text_[at_ + 1] == '\\'))
        ++at_;
      out.push_back(current());
    }
    return expected(std::string(1, quote));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Result<json::object> parse_shorthand(std::string_view text) { return Parser{text}.run(); }

}  // namespace eni::sandbox::hosts::tools::aws_cli
